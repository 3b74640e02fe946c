using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

/// <summary>The OpenAPI document, and whether an answer is one that it promises.</summary>
internal sealed class ApiDocument(JsonNode root)
{
    private static readonly string[] Methods = ["get", "head", "post", "put", "delete"];

    public JsonNode Root => root;

    public JsonObject Schemas => root["components"]!["schemas"]!.AsObject();

    public static async Task<ApiDocument> OfAsync(Server server)
    {
        using var browser = server.NewBrowser();
        return new((await browser.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Json);
    }

    /// <summary><c>GET /api/chats/{chat_id}</c> and what stands there.</summary>
    public IEnumerable<(string Name, JsonNode Operation)> Operations =>
        root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(entry => Methods.Contains(entry.Key))
            .Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!)));

    /// <summary>What is wrong with an answer; nothing for an endpoint that is no call of the API.</summary>
    public IEnumerable<string> Wrong(string endpoint, Reply reply)
    {
        var operation = Operations.FirstOrDefault(known => known.Name == endpoint).Operation;
        if (operation is null) return [];
        if (operation["responses"]![reply.Code.ToString(CultureInfo.InvariantCulture)] is not { } response) return [$"{endpoint}: {reply.Code} is not documented"];
        var types = response["content"]?.AsObject();
        if (endpoint.StartsWith("HEAD", StringComparison.Ordinal)) return [];
        if (types is null) return reply.Text.Length == 0 ? [] : [$"{endpoint}: {reply.Code} should have no body"];
        if (types.ContainsKey("*/*") || types.ContainsKey("image/webp")) return [];
        var type = reply.Headers["Content-Type"].Split(';')[0];
        if (types[type]?["schema"] is not { } schema) return [$"{endpoint}: {reply.Code} should not be {type}"];
        return Misfits(schema, reply.Json, $"{endpoint} {reply.Code} $");
    }

    public JsonNode Resolve(JsonNode schema) => schema["$ref"] is { } reference ? Schemas[reference.ToString().Split('/')[^1]]! : schema;

    private IEnumerable<string> Misfits(JsonNode schema, JsonNode? value, string at)
    {
        schema = Resolve(schema);
        if (schema["oneOf"] is JsonArray choices) return choices.Any(choice => !Misfits(choice!, value, at).Any()) ? [] : [$"{at} is none of its kinds"];
        if (schema["type"] is null) return [$"{at} has no type in the document"];
        string[] types = schema["type"] is JsonArray many ? [.. many.Select(type => type!.ToString())] : [schema["type"]!.ToString()];
        var kind = TypeOf(value);
        if (!types.Contains(kind)) return [$"{at} is {kind}, not {string.Join(" or ", types)}"];
        return kind switch
        {
            "string" => Text(schema, value!.ToString(), at),
            "integer" => Number(schema, (long)value!, at),
            "array" => value!.AsArray().SelectMany((item, index) => Misfits(schema["items"]!, item, $"{at}[{index}]")),
            "object" => Members(schema, value!.AsObject(), at),
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonNode schema, JsonObject value, string at)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!value.ContainsKey(required!.ToString())) yield return $"{at}.{required} is missing";
        }

        foreach (var (name, member) in value)
        {
            var known = schema["properties"]?[name] ?? schema["additionalProperties"];
            foreach (var wrong in known is JsonObject ? Misfits(known, member, $"{at}.{name}") : [$"{at}.{name} is not documented"]) yield return wrong;
        }
    }

    private static IEnumerable<string> Text(JsonNode schema, string text, string at)
    {
        if (schema["enum"] is JsonArray names && names.All(name => name!.ToString() != text)) yield return $"{at}: {text} is none of {names.ToJsonString()}";
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.ToString())) yield return $"{at}: {text} does not fit {pattern}";
        if (schema["format"]?.ToString() == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)) yield return $"{at}: {text} is no time";
    }

    private static IEnumerable<string> Number(JsonNode schema, long number, string at)
    {
        if (schema["minimum"] is { } least && number < (long)least) yield return $"{at}: {number} is less than {least}";
        if (schema["maximum"] is { } most && number > (long)most) yield return $"{at}: {number} is more than {most}";
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
