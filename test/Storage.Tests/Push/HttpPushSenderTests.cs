using System.Net;
using System.Net.Sockets;
using System.Text;
using ConnectNow.Grains.Notifications;
using ConnectNow.Providers.Push;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.Push;

/// <summary>What the sender makes of a push service's answers, hostile ones too: each is bytes on a socket of this machine.</summary>
public sealed class HttpPushSenderTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private HttpPushSender _sender = null!;
    private int _connections;

    private string Origin => $"http://{_listener.LocalEndpoint}";

    public ValueTask InitializeAsync()
    {
        _listener.Start();
        // Longer than a busy machine takes to answer itself.
        _sender = Sender(timeout: TimeSpan.FromMinutes(2));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _sender.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(200, PushResult.Delivered)]
    [InlineData(201, PushResult.Delivered)]
    [InlineData(202, PushResult.Delivered)]
    [InlineData(301, PushResult.Rejected)]
    [InlineData(307, PushResult.Rejected)]
    [InlineData(400, PushResult.Rejected)]
    [InlineData(401, PushResult.Rejected)]
    [InlineData(403, PushResult.Rejected)]
    [InlineData(404, PushResult.Gone)]
    [InlineData(408, PushResult.RetryLater)]
    [InlineData(410, PushResult.Gone)]
    [InlineData(413, PushResult.Rejected)]
    [InlineData(429, PushResult.RetryLater)]
    [InlineData(500, PushResult.RetryLater)]
    [InlineData(503, PushResult.RetryLater)]
    public async Task Each_status_has_its_outcome_and_no_redirect_is_followed(int status, PushResult result)
    {
        var serving = ServeAsync($"HTTP/1.1 {status} X\r\nLocation: {Origin}/elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(result, (await SendAsync()).Result);

        Assert.StartsWith("POST /push/1 HTTP/1.1\r\n", await serving, StringComparison.Ordinal);
        Assert.Equal(1, _connections);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Mon, 04 May 2026 09:00:30 GMT", 30)]
    [InlineData("Mon, 04 May 2026 08:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task The_time_to_wait_comes_as_seconds_or_as_a_date(string header, int? seconds)
    {
        var serving = ServeAsync($"HTTP/1.1 429 X\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n");

        var outcome = await SendAsync();

        await serving;
        Assert.Equal(seconds, outcome.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read()
    {
        var serving = ServeAsync("HTTP/1.1 201 X\r\nContent-Length: 1000000000000\r\n\r\nxxxxxxxx");

        Assert.Equal(PushResult.Delivered, (await SendAsync()).Result);
        await serving;
    }

    [Fact]
    public async Task Headers_without_end_are_not_read()
    {
        var serving = ServeAsync($"HTTP/1.1 201 X\r\nX-Long: {new string('x', 100_000)}\r\n\r\n");

        Assert.Equal(PushResult.RetryLater, (await SendAsync()).Result);
        await serving;
    }

    [Theory, InlineData("not http at all"), InlineData("")]
    public async Task Nonsense_and_a_closed_connection_mean_later(string answer)
    {
        var serving = ServeAsync(answer);

        Assert.Equal(PushResult.RetryLater, (await SendAsync()).Result);
        await serving;
    }

    [Fact]
    public async Task Silence_means_later()
    {
        // The first call of a process takes longest: it is over before one is measured by its timeout.
        var answering = ServeAsync("HTTP/1.1 201 X\r\nContent-Length: 0\r\n\r\n");
        await SendAsync();
        await answering;
        using var held = new CancellationTokenSource();
        var accepting = _listener.AcceptTcpClientAsync(held.Token);
        using var hasty = Sender(timeout: TimeSpan.FromSeconds(2));

        Assert.Equal(PushResult.RetryLater, (await SendAsync(hasty)).Result);
        (await accepting).Dispose();
    }

    [Fact]
    public async Task Nobody_listening_means_later()
    {
        var address = $"{Origin}/push/1";
        _listener.Stop();

        var outcome = await _sender.SendAsync(Message(address), "vapid t=a, k=b", TestContext.Current.CancellationToken);

        Assert.Equal(PushResult.RetryLater, outcome.Result);
    }

    [Fact]
    public async Task An_address_nobody_listed_is_never_called()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var outcome = await _sender.SendAsync(Message($"http://{other.LocalEndpoint}/push/1"), "vapid t=a, k=b", TestContext.Current.CancellationToken);

        Assert.Equal(PushResult.Rejected, outcome.Result);
        Assert.False(other.Pending());
    }

    private HttpPushSender Sender(TimeSpan timeout) => new(
        new PushServices(Options.Create(new PushOptions { Services = { Origin } })), new PushSenderOptions { Timeout = timeout }, _time, NullLogger<HttpPushSender>.Instance);

    private Task<PushOutcome> SendAsync(HttpPushSender? sender = null) =>
        (sender ?? _sender).SendAsync(Message($"{Origin}/push/1"), "vapid t=a, k=b", TestContext.Current.CancellationToken);

    private static PushMessage Message(string endpoint) => new()
    {
        Endpoint = new Uri(endpoint),
        Body = new byte[] { 1, 2, 3 },
        Topic = "topic",
        Urgent = false,
        TimeToLive = TimeSpan.FromDays(1),
    };

    /// <summary>Answers one connection with these bytes and closes it; returns the head of what came.</summary>
    private async Task<string> ServeAsync(string answer)
    {
        using var client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        _connections++;
        var stream = client.GetStream();
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n\u0001\u0002\u0003", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(read > 0, "The sender has gone before it had said everything.");
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The sender has had enough, which is what some tests want.
        }

        return head.ToString();
    }
}
