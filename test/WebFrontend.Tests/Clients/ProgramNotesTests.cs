using System.Net;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>Does what <c>docs/protocol.md</c> says to programs that use the hub ("For programs").</summary>
public sealed class ProgramNotesTests(Server server)
{
    private const HttpTransportType Events = HttpTransportType.ServerSentEvents;

    [Fact]
    public async Task In_JavaScript_the_token_goes_into_the_header_and_a_factory_does_but_with_server_sent_events()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        var said = await NodeProject.RunAsync("tokens.mjs", server.Address.ToString(), host.ChatId, alice.Token);

        Assert.Equal(
            [
                "headers, WebSockets: connected", "headers, ServerSentEvents: connected", "headers, LongPolling: connected",
                "accessTokenFactory, WebSockets: connected", "accessTokenFactory, ServerSentEvents: refused", "accessTokenFactory, LongPolling: connected",
            ],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace(" with 401", "", StringComparison.Ordinal)));
    }

    [Theory, InlineData(HttpTransportType.WebSockets), InlineData(Events), InlineData(HttpTransportType.LongPolling)]
    public async Task In_CSharp_a_factory_does_with_every_transport(HttpTransportType transport)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await using var hub = Hub(host, transport, options => options.AccessTokenProvider = () => Task.FromResult<string?>(alice.Token));

        await hub.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(alice.Id, (await hub.InvokeAsync<Snapshot>("Open", null, TestContext.Current.CancellationToken)).Me);
    }

    [Fact]
    public async Task A_token_in_an_address_is_refused()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        (await server.NewBrowser().PostAsync($"/hubs/chat/negotiate?chat={host.ChatId}&negotiateVersion=1&access_token={alice.Token}")).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory, InlineData(null, null), InlineData("own", null), InlineData("https://shop.example", HttpStatusCode.Forbidden)]
    public async Task A_program_need_not_send_an_origin_but_one_that_it_sends_is_the_services_own(string? origin, HttpStatusCode? refused)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await using var hub = Hub(host, HttpTransportType.WebSockets, options =>
        {
            options.Headers["Authorization"] = $"Bearer {alice.Token}";
            if (origin is not null) options.Headers["Origin"] = origin == "own" ? server.Address.GetLeftPart(UriPartial.Authority) : origin;
        });

        var connecting = hub.StartAsync(TestContext.Current.CancellationToken);

        if (refused is null) await connecting;
        else Assert.Equal(refused, (await Assert.ThrowsAsync<HttpRequestException>(() => connecting)).StatusCode);
    }

    [Theory, InlineData(HttpTransportType.WebSockets), InlineData(Events), InlineData(HttpTransportType.LongPolling)]
    public async Task The_longest_text_with_twenty_files_is_taken_and_a_frame_of_more_than_64_kB_closes_the_connection(
        HttpTransportType transport)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        // As long as it can get: without settings .NET writes six bytes for each code unit outside of ASCII.
        await using var hub = Hub(host, transport, options => options.Headers["Authorization"] = $"Bearer {alice.Token}");
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(TestContext.Current.CancellationToken);
        await hub.InvokeAsync<Snapshot>("Open", null, TestContext.Current.CancellationToken);
        var files = Enumerable.Range(0, 20).Select(_ => Secrets.NewId()).ToArray();

        var longest = await SendAsync(new string('字', 8_000), []);
        var withFiles = await SendAsync(new string('字', 8_000), files);

        Assert.NotNull(longest.Seq);
        // There are no such files: it was read, and answered.
        Assert.Equal("invalid_field", withFiles.Refusal?.Reason);
        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(new string('x', 65_537), []));
        await closed.Task.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);

        Task<Sent> SendAsync(string text, string[] attachments) =>
            hub.InvokeAsync<Sent>("Send", new { client_id = Secrets.NewId().PadLeft(64, '~'), text, attachments }, TestContext.Current.CancellationToken);
    }

    private HubConnection Hub(TestHost host, HttpTransportType transport, Action<HttpConnectionOptions> change) =>
        new HubConnectionBuilder().WithUrl(new Uri(server.Address, $"/hubs/chat?chat={host.ChatId}"), options =>
        {
            options.Transports = transport;
            change(options);
        }).AddJsonProtocol().Build();

    private sealed record Snapshot(string Me);

    private sealed record Sent(long? Seq, Refused? Refusal);

    private sealed record Refused(string Reason);
}
