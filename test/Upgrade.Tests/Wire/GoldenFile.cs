using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>
/// What a type was when a build wrote it: its fields, a value, and the bytes. A file is written once and never changed; a type that gets a
/// field gets one more file.
/// </summary>
internal sealed record GoldenFile(string Alias, IReadOnlyList<WireField> Fields, IReadOnlyDictionary<string, string> Values, byte[] Bytes)
{
    private static readonly string Folder =
        typeof(GoldenFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Golden").Value!;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Set it to write what is missing.</summary>
    public const string Switch = "CONNECTNOW_WRITE_GOLDEN";

    public static bool MayWrite => Environment.GetEnvironmentVariable(Switch) is "1";

    /// <summary>Every file there is, by its name: <c>alias.1.json</c>, <c>alias.2.json</c>…</summary>
    public static IReadOnlyDictionary<string, GoldenFile> All { get; } = Directory.EnumerateFiles(Path.Combine(Folder, "types"), "*.json")
        .ToDictionary(path => Path.GetFileName(path), path => JsonSerializer.Deserialize<GoldenFile>(File.ReadAllText(path), Json)!);

    /// <summary>The files of a type, oldest first.</summary>
    public static IReadOnlyList<GoldenFile> Of(string alias) =>
        [.. All.Where(file => file.Value.Alias == alias).OrderBy(file => NumberOf(file.Key)).Select(file => file.Value)];

    public static IReadOnlyList<string> Lines(string name) => File.ReadAllLines(Path.Combine(Folder, name));

    public static void AddLines(string name, IEnumerable<string> lines) =>
        File.WriteAllLines(Path.Combine(Folder, name), Lines(name).Union(lines).Order(StringComparer.Ordinal));

    public void Write() =>
        File.WriteAllText(Path.Combine(Folder, "types", $"{Alias.Replace('`', '-')}.{Of(Alias).Count + 1}.json"), JsonSerializer.Serialize(this, Json) + '\n');

    private static int NumberOf(string name) => int.Parse(name.Split('.')[^2], CultureInfo.InvariantCulture);
}
