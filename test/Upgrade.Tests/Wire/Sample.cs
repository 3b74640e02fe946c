using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>A value in which every field holds something: the same each time, and no two fields the same where they can differ.</summary>
internal sealed class Sample(IGrainFactory grains)
{
    private static readonly DateTimeOffset Morning = new(2026, 5, 4, 9, 2, 11, 123, TimeSpan.Zero);

    private int _count;

    /// <summary>A value of the type, with all that it holds.</summary>
    public object Of(Type type)
    {
        var sample = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in WireContract.PropertiesOf(type)) property.SetValue(sample, ValueOf(property.PropertyType));
        return sample;
    }

    private object ValueOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return ValueOf(value);
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().First(each => Convert.ToInt64(each, null) is not 0);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return ArrayOf(type.GetGenericArguments()[0]);
        if (type.IsAssignableTo(typeof(IAddressable))) return grains.GetGrain(GrainId.Create("sys.client", "frontend+observer")).AsReference(type);
        if (WireContract.PropertiesOf(type).Count > 0) return Of(type);
        var number = ++_count;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => $"text {number} \u00e9\U0001F600",
            TypeCode.Boolean => true,
            TypeCode.Byte => (byte)(number % 200 + 1),
            TypeCode.Int32 => 1_000 + number,
            TypeCode.Int64 => 5_000_000_000 + number,
            TypeCode.Double => number + 0.25,
            _ when type == typeof(DateTimeOffset) => Morning.AddSeconds(number),
            _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(1_500 + number),
            _ when type == typeof(Guid) => new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            _ => throw new NotSupportedException($"There is no sample of {type} yet: add one."),
        };
    }

    private object ArrayOf(Type element)
    {
        var items = Array.CreateInstance(element, 2);
        for (var index = 0; index < items.Length; index++) items.SetValue(ValueOf(element), index);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }
}
