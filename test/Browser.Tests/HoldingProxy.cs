using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConnectNow.Browser.Tests;

/// <summary>
/// A proxy as many companies have one: it knows no WebSockets, and passes an answer on when it has all of it. Events that are sent one by
/// one never arrive, not even the headers of their answer.
/// </summary>
internal sealed class HoldingProxy : IAsyncDisposable
{
    private const int MostHeaders = 64 * 1024;

    private readonly Uri _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;
    private int _held;

    public HoldingProxy(string server)
    {
        _server = new Uri(server);
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _accepting = AcceptAsync();
    }

    public string Url { get; }

    /// <summary>Answers of events that were held back.</summary>
    public int Held => _held;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = ForwardAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
                _connections.TryAdd(connection, true);
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>One request a connection: both sides are told that it ends with the answer.</summary>
    private async Task ForwardAsync(TcpClient client)
    {
        using var person = client;
        try
        {
            using var server = new TcpClient { NoDelay = true };
            await server.ConnectAsync(_server.Host, _server.Port, _ending.Token);
            await using var there = person.GetStream();
            await using var here = server.GetStream();
            var (headers, begun) = await HeadersAsync(there);
            if (headers is null) return;
            await here.WriteAsync(Encoding.Latin1.GetBytes(headers), _ending.Token);
            await here.WriteAsync(begun, _ending.Token);
            var asking = there.CopyToAsync(here, _ending.Token);
            if (headers.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            {
                Interlocked.Increment(ref _held);
                await Task.WhenAny(asking, here.CopyToAsync(Stream.Null, _ending.Token));
            }
            else
            {
                await Task.WhenAny(here.CopyToAsync(there, _ending.Token), Task.Delay(Timeout.Infinite, _ending.Token));
            }
        }
        catch (Exception cut) when (cut is SocketException or IOException or OperationCanceledException)
        {
            // Either side has gone, or all of this has: the other one sees its connection closed.
        }
    }

    /// <summary>
    /// What is asked, without a wish to change the protocol; and what has come of the body already. Null when the browser has gone.
    /// </summary>
    private async Task<(string? Headers, byte[] Begun)> HeadersAsync(NetworkStream there)
    {
        var buffer = new byte[MostHeaders];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await there.ReadAsync(buffer.AsMemory(length), _ending.Token);
            if (read == 0) return (null, []);
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var lines = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n").Where(line =>
                !line.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            return ($"{string.Join("\r\n", lines)}\r\nConnection: close\r\n\r\n", buffer[(end + 4)..length]);
        }

        return (null, []);
    }
}
