using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Describing;

/// <summary>
/// Makes the schemas say what generated clients must know: which fields are always there, which may be null, and what they hold.
/// </summary>
internal static class Fields
{
    /// <summary>Ids of ours. What only looks like one (a message's author may be the company) says so itself.</summary>
    public const string IdPattern = "^[0-9a-z]{16}$";

    private static readonly HashSet<string> Ids = ["id", "chat_id", "company_id", "owner_id", "participant_id"];

    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset)) BeTime(schema, Nullable.GetUnderlyingType(type) is not null);
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object) DescribeObject(schema, context.JsonTypeInfo);
        return Task.CompletedTask;
    }

    public static void BeTime(OpenApiSchema schema, bool orNull)
    {
        schema.Type = orNull ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Format = "date-time";
    }

    private static void DescribeObject(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (schema.Properties is not { Count: > 0 } properties) return;
        var required = new HashSet<string>();
        foreach (var field in type.Properties)
        {
            if (!properties.TryGetValue(field.Name, out var described) || field.AttributeProvider is not PropertyInfo property) continue;
            var isThere = IsTaken(type.Type) ? property.IsDefined(typeof(RequiredAttribute)) : !MayBeMissing(property);
            if (isThere) required.Add(field.Name);
            if (described is OpenApiSchema inline) DescribeField(inline, field.Name, property, isThere && IsTaken(type.Type));
        }

        schema.Required = required.Count == 0 ? null : required;
    }

    private static void DescribeField(OpenApiSchema schema, string name, PropertyInfo property, bool mustBeGiven)
    {
        // What must be given can't be null, whatever our own reading of it allows.
        if (mustBeGiven || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.NotNull)
            schema.Type &= ~JsonSchemaType.Null;
        if (property.GetCustomAttribute<NamesOfAttribute>() is { } names) schema.Enum = [.. Enum.GetNames(names.Values).Select(value => Value(JsonNamingPolicy.SnakeCaseLower.ConvertName(value)))];
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed) schema.Enum = [.. allowed.Values.Select(value => Value((string)value!))];
        if (schema.Pattern is null && schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && Ids.Contains(name)) schema.Pattern = IdPattern;
    }

    /// <summary>What clients send is called a request.</summary>
    private static bool IsTaken(Type type) => type.Name.EndsWith("Request", StringComparison.Ordinal);

    private static bool MayBeMissing(PropertyInfo property) =>
        property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.WhenWritingNull };

    private static JsonValue Value(string text) => JsonValue.Create(text);
}
