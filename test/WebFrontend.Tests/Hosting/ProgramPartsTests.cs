using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Hosting;

/// <summary>Which assemblies the program has loaded once it is ready.</summary>
public sealed class ProgramPartsTests
{
    [Fact]
    public async Task The_embedded_mode_works_without_the_Azure_SDK()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        var firstRun = await server.FirstRunAsync();
        var sender = new Sender(new Browser(server.Address, firstRun.ApiToken), $"/api/chats/{firstRun.ChatId}");

        await sender.SendAsync("plan.bin", Sender.Bytes(100_000));
        (await sender.Browser.PostAsync($"/api/chats/{firstRun.ChatId}/messages", new { text = "Hello" })).Expect(HttpStatusCode.Created);

        var loaded = await server.LoadedAssembliesAsync();
        Assert.Contains("ConnectNow.Providers.Sqlite", loaded);
        Assert.DoesNotContain(loaded, IsAzureSdk);
    }

    [Fact]
    public async Task A_setting_that_names_a_service_of_Azure_loads_its_parts_before_the_first_request()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(
            FreePort.Find(), directory.Path, "--ConnectNow:Email:Provider", "AzureCommunication", "--ConnectNow:Email:From", "chat@acme.example",
            "--ConnectNow:Email:AzureCommunication:ConnectionString", "endpoint=http://127.0.0.1:1/;accesskey=AAECAw==");

        Assert.Empty(new[] { "Azure.Core", "Azure.Data.Tables", "Microsoft.Identity.Client" }.Except(await server.LoadedAssembliesAsync()));
    }

    private static bool IsAzureSdk(string name) =>
        name.StartsWith("Azure.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Identity.", StringComparison.Ordinal);
}
