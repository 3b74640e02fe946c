using System.Reflection;

namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>A field as it travels: its number, what it is called, and what it holds.</summary>
internal sealed record WireField(uint Id, string Name, string Type);

/// <summary>All that silos and frontends of different builds say to each other: types, calls and numbers, named as they travel.</summary>
internal static class WireContract
{
    private static readonly Assembly Assembly = typeof(Answer<>).Assembly;

    /// <summary>Every type that is serialised, by its alias. A generic one is shown with one argument.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
        .ToDictionary(AliasOf, type => type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(Chats.Sent)) : type);

    /// <summary>Every set of numbers.</summary>
    public static IReadOnlyList<Type> Enumerations { get; } = [.. Assembly.GetTypes().Where(type => type.IsEnum)];

    /// <summary>Every grain that can be called.</summary>
    public static IReadOnlyList<Type> Grains { get; } = [.. Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))];

    /// <summary>Every call of every grain and observer: <c>interface call(arguments) : result</c>.</summary>
    public static IReadOnlyList<string> Calls { get; } =
    [
        .. from grain in Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))
           from call in grain.GetMethods()
           let arguments = string.Join(", ", call.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))
           select $"{AliasOf(grain)} {AliasOf(call)}({arguments}) : {NameOf(call.ReturnType)}",
    ];

    /// <summary>Every number that stands for something: <c>enumeration name = number</c>.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
    [
        .. from type in Enumerations
           from name in Enum.GetNames(type)
           select $"{type.Name} {name} = {Convert.ToInt64(Enum.Parse(type, name), null)}",
    ];

    public static IReadOnlyList<PropertyInfo> PropertiesOf(Type type) =>
        [.. type.GetProperties().Where(property => property.GetCustomAttribute<IdAttribute>() is not null).OrderBy(property => property.GetCustomAttribute<IdAttribute>()!.Id)];

    public static IReadOnlyList<WireField> FieldsOf(Type type) =>
        [.. PropertiesOf(type).Select(property => new WireField(property.GetCustomAttribute<IdAttribute>()!.Id, property.Name, NameOf(property.PropertyType)))];

    private static string AliasOf(MemberInfo member) =>
        member.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{member.DeclaringType?.Name}.{member.Name} has no alias: a new name would be another thing to older builds.");

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? $"{NameOf(value)}?"
        : type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{PlainNameOf(type).Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : PlainNameOf(type);

    private static string PlainNameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name;
}
