using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>A browser (with cookies) or a program (with a token) that calls the server from a loopback address of its own.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri server, string? token = null, IPAddress? address = null)
    {
        Address = address ?? Address;
        Server = server;
        Token = token;
        _http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = Cookies,
            AllowAutoRedirect = false,
            ConnectCallback = ConnectAsync,
            Expect100ContinueTimeout = Timeout.InfiniteTimeSpan,
            AutomaticDecompression = DecompressionMethods.None,
        })
        { BaseAddress = server };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Server { get; }

    public string? Token { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Somewhere in 127.0.0.0/8: all of it is this machine.</summary>
    public IPAddress Address { get; } = new([127, (byte)RandomNumberGenerator.GetInt32(1, 255), (byte)RandomNumberGenerator.GetInt32(1, 255), (byte)RandomNumberGenerator.GetInt32(1, 255)]);

    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Reply> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>
    /// Whether it tries again when it is told that something is not available at this moment, as pages do. Default: it takes the answer.
    /// </summary>
    public bool TriesAgain { get; init; }

    /// <summary>An object as JSON, a string as it is, content as it is (which is sent once alone).</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null, Action<HttpRequestMessage>? change = null)
    {
        var reply = await SendOnceAsync(method, path, body, change);
        if (TriesAgain && body is not HttpContent)
            await Eventually.TrueAsync(async () => reply.Status != HttpStatusCode.ServiceUnavailable || (reply = await SendOnceAsync(method, path, body, change)).Status != HttpStatusCode.ServiceUnavailable, $"{path} was available");
        return reply;
    }

    private async Task<Reply> SendOnceAsync(HttpMethod method, string path, object? body, Action<HttpRequestMessage>? change)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body switch
            {
                null => null,
                HttpContent content => content,
                string text => new StringContent(text, Encoding.UTF8, "application/json"),
                _ => new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            },
        };
        change?.Invoke(request);
        return await SendAsync(request);
    }

    /// <summary>
    /// The answer; null when there was none, because the server closed the connection: it may, on whoever sends what it does not want to
    /// read.
    /// </summary>
    public static async Task<T?> UnlessClosedAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException closed) when (closed.InnerException is IOException)
        {
            return null;
        }
    }

    /// <summary>A request made elsewhere, as it is.</summary>
    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    /// <summary>What is not text: the status, the headers, and the bytes.</summary>
    public async Task<Download> FetchAsync(string path, Action<HttpRequestMessage>? change = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Download(response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), Reply.HeadersOf(response));
    }

    /// <summary>An answer whose body is still to be read.</summary>
    public Task<HttpResponseMessage> BeginAsync(string path) =>
        _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    /// <summary>The cookie of that name, or null.</summary>
    public string? Cookie(string name, string path = "/") =>
        Cookies.GetCookies(new Uri(Server, path)).FirstOrDefault(cookie => cookie.Name == name)?.Value;

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(Address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>What the server answered.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public int Code => (int)Status;

    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The answer is null.");

    /// <summary>A member of the answered object as text.</summary>
    public string? this[string name] => Json[name]?.ToString();

    public string? Reason => this["reason"];

    public string Detail => this["detail"]!;

    public static async Task<Reply> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        HeadersOf(response));

    public static IReadOnlyDictionary<string, string> HeadersOf(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>Fails unless the answer has this status; says what it was otherwise.</summary>
    public Reply Expect(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {(int)status}, got {Code}: {Text}");
        return this;
    }

    /// <summary>Fails unless it is a problem with this status and reason, and a sentence for people.</summary>
    public Reply Refused(HttpStatusCode status, string reason)
    {
        Expect(status);
        Assert.Equal("application/problem+json", Headers["Content-Type"]);
        Assert.Equal(reason, Reason);
        Assert.False(string.IsNullOrWhiteSpace(Detail));
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>What the server answered, as bytes.</summary>
internal sealed record Download(HttpStatusCode Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public int Code => (int)Status;

    /// <summary>Fails unless the answer has this status.</summary>
    public Download Expect(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {(int)status}, got {Code}");
        return this;
    }
}
