using System.Net;
using System.Net.Sockets;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>A collector that takes connections and never answers.</summary>
public sealed class DeadCollectorTests
{
    [Fact]
    public async Task It_holds_up_neither_a_chat_nor_the_end_of_the_process()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(
            FreePort.Find(), Path.Combine(directory.Path, "data"),
            "--ConnectNow:Telemetry:Otlp", $"http://{silent.LocalEndpoint}", "--ConnectNow:Telemetry:SampleRatio", "1",
            "--OTEL_BSP_SCHEDULE_DELAY", "50", "--OTEL_BSP_MAX_QUEUE_SIZE", "4", "--OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4", "--OTEL_METRIC_EXPORT_INTERVAL", "100");
        var firstRun = await server.FirstRunAsync();
        using var company = new Browser(server.Address, firstRun.ApiToken);
        using var called = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        for (var said = 0; said < 20; said++)
            (await company.PostAsync($"/api/chats/{firstRun.ChatId}/messages", new { text = $"Number {said}" })).Expect(HttpStatusCode.Created);
        server.Terminate();

        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }
}
