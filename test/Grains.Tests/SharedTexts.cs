using System.Text.Json;

namespace ConnectNow.Grains.Tests;

/// <summary>Cases in <c>test/Texts</c> for rules that stand on both sides of the wire: the pages' own suite reads them too.</summary>
internal static class SharedTexts
{
    public static IEnumerable<JsonElement> Of(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Texts", file))).RootElement.EnumerateArray();
}
