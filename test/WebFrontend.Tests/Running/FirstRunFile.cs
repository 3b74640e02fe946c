using System.Text.Json;
using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>Reads <c>first-run.json</c> as any program would.</summary>
internal static class FirstRunFile
{
    public static async Task<FirstRunRecord> ReadAsync(string dataDirectory)
    {
        await using var file = File.OpenRead(Path.Combine(dataDirectory, "first-run.json"));
        using var json = await JsonDocument.ParseAsync(file);
        return new FirstRunRecord(Text("company_id"), Text("api_token"), Text("chat_id"), Text("chat_password"), Text("chat_url"));

        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
    }
}
