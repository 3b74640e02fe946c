using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ConnectNow.Infra.Tests.Templates;

/// <summary>A compiled template, with the templates of its modules in it.</summary>
internal sealed partial class Template(JsonNode root)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Nested = "Microsoft.Resources/deployments";

    public JsonObject Outputs => root["outputs"]?.AsObject() ?? [];

    public JsonObject Parameters => root["parameters"]?.AsObject() ?? [];

    /// <summary>Every resource that is made, of every module.</summary>
    public IReadOnlyList<Resource> Resources { get; } = [.. ResourcesOf(root, "main")];

    /// <summary>Every module with its template, itself first.</summary>
    public IEnumerable<(string Name, JsonNode Template)> Templates =>
        [("main", root), .. Each(root).Where(item => TypeOf(item.Node) == Nested).Select(item => (item.Node["name"]!.GetValue<string>(), item.Node["properties"]!["template"]!))];

    public IEnumerable<Resource> Of(string type) => Resources.Where(resource => resource.Type == type);

    /// <summary>The settings of the one container in the one app that this makes: names, with the expressions of their values.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        // Both lists, the shared one and the app's own, are made by createObject('name', …, 'value' or 'secretRef', …).
        var text = root.ToJsonString(Relaxed);
        return Setting().Matches(text)
            .ToDictionary(match => match.Groups["name"].Value, match => ExpressionAt(text, match.Index + match.Length));
    }

    // Until the parenthesis that closes what it stands in.
    private static string ExpressionAt(string text, int start)
    {
        var end = start;
        for (var depth = 0; depth > 0 || text[end] != ')'; end++) depth += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
        return text[start..end];
    }

    private static IEnumerable<Resource> ResourcesOf(JsonNode template, string module)
    {
        foreach (var (symbol, node) in Each(template))
        {
            if (TypeOf(node) == Nested)
            {
                foreach (var inner in ResourcesOf(node["properties"]!["template"]!, node["name"]!.GetValue<string>())) yield return inner;
            }
            else if (node["existing"]?.GetValue<bool>() != true)
            {
                yield return new Resource(module, symbol, TypeOf(node), node, template);
            }
        }
    }

    private static IEnumerable<(string Symbol, JsonNode Node)> Each(JsonNode template) => template["resources"] switch
    {
        JsonObject named => named.Select(item => (item.Key, item.Value!)),
        JsonArray listed => listed.Select((item, index) => ($"{index}", item!)),
        _ => [],
    };

    private static string TypeOf(JsonNode resource) => resource["type"]!.GetValue<string>();

    [GeneratedRegex(@"createObject\('name', '(?<name>\w+)', '(?:value|secretRef)', ")]
    private static partial Regex Setting();
}

/// <summary>Something that a template makes.</summary>
/// <param name="Module">The module that makes it.</param>
/// <param name="Symbol">What it is called there.</param>
/// <param name="Type">Its type.</param>
/// <param name="Node">All of it.</param>
/// <param name="Template">The template it stands in.</param>
internal sealed record Resource(string Module, string Symbol, string Type, JsonNode Node, JsonNode Template)
{
    public JsonNode Properties => Node["properties"] ?? new JsonObject();

    /// <summary>The value at a path of names, as text; null when there is none.</summary>
    public string? At(string path)
    {
        JsonNode? node = Node;
        foreach (var name in path.Split('.')) node = node is JsonArray list && int.TryParse(name, out var index) ? list[index] : (node as JsonObject)?[name];
        return node?.ToString();
    }

    public override string ToString() => $"{Module}/{Symbol} ({Type})";
}
