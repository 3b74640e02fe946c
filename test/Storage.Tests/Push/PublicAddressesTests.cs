using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ConnectNow.Grains.Notifications;
using ConnectNow.Providers.Push;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Security.AntiSSRF;
using Xunit;

namespace ConnectNow.Storage.Tests.Push;

/// <summary>Push services of browsers are called where the public finds them, and nowhere else.</summary>
public sealed class PublicAddressesTests
{
    private static readonly Uri OfABrowser = new("https://web.push.apple.com/push/1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://localhost:PORT/")]
    [InlineData("https://127.0.0.1:PORT/")]
    [InlineData("https://[::1]:PORT/")]
    [InlineData("https://[::ffff:127.0.0.1]:PORT/")]
    [InlineData("https://10.0.0.1:PORT/")]
    [InlineData("https://169.254.169.254:PORT/")]
    [InlineData("https://168.63.129.16:PORT/")]
    [InlineData("http://localhost:PORT/")]
    public async Task A_name_that_leads_into_a_private_network_is_not_called(string address)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient(PublicAddresses.Handler(new PushSenderOptions()));

        await Assert.ThrowsAsync<AntiSSRFException>(
            () => http.PostAsync(address.Replace("PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal), new ByteArrayContent([1]), Cancellation));

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_push_service_whose_name_leads_there_is_said_to_have_refused()
    {
        using var guarded = new HttpMessageInvoker(PublicAddresses.Handler(new PushSenderOptions()));
        using var sender = Sender(request =>
        {
            request.RequestUri = new Uri("https://localhost/push/1");
            return guarded.SendAsync(request, Cancellation);
        });

        Assert.Equal(PushResult.Rejected, (await sender.SendAsync(Message(OfABrowser), "vapid t=a, k=b", Cancellation)).Result);
    }

    [Fact]
    public async Task A_push_service_whose_name_is_not_found_is_asked_again_later()
    {
        using var sender = Sender(_ => throw new SocketException((int)SocketError.HostNotFound));
        Assert.Equal(PushResult.RetryLater, (await sender.SendAsync(Message(OfABrowser), "vapid t=a, k=b", Cancellation)).Result);
    }

    [Fact]
    public async Task A_message_bears_neither_a_trace_nor_an_address_of_this_machine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var policy = PublicAddresses.Policy();
        policy.AllowPlainTextHttp = true;
        policy.AddAllowedAddresses(["127.0.0.1/32"]);
        using var local = new HttpMessageInvoker(PublicAddresses.Handler(new PushSenderOptions(), policy));
        using var sender = Sender(request =>
        {
            request.RequestUri = new Uri($"http://{listener.LocalEndpoint}/push/1");
            return local.SendAsync(request, Cancellation);
        });
        using var trace = new Activity("trace").Start();

        var sending = sender.SendAsync(Message(OfABrowser), "vapid t=a, k=b", Cancellation);
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        var buffer = new byte[4096];
        var head = Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, Cancellation));
        await client.GetStream().WriteAsync("HTTP/1.1 201 X\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Cancellation);

        Assert.Equal(PushResult.Delivered, (await sending).Result);
        Assert.StartsWith("POST /push/1 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("forwarded", head, StringComparison.OrdinalIgnoreCase);
        Assert.Same(trace, Activity.Current);
    }

    private static HttpPushSender Sender(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) => new(
        new PushServices(Options.Create(new PushOptions())), new PushSenderOptions(), TimeProvider.System, NullLogger<HttpPushSender>.Instance, new Answering(answer));

    private static PushMessage Message(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        Body = new byte[] { 1, 2, 3 },
        Topic = "topic",
        Urgent = false,
        TimeToLive = TimeSpan.FromDays(1),
    };

    private sealed class Answering(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request);
    }
}
