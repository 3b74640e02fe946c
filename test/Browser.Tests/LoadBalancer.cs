using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ConnectNow.Cluster;

namespace ConnectNow.Browser.Tests;

/// <summary>
/// One address before several frontends: each new connection goes to the first of them that says it is ready, and stays there until
/// either side closes it.
/// </summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private readonly IReadOnlyList<ClusterProcess> _frontends;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    public LoadBalancer(params IReadOnlyList<ClusterProcess> frontends)
    {
        _frontends = frontends;
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _accepting = AcceptAsync();
    }

    public string Url { get; }

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

    private async Task ForwardAsync(TcpClient client)
    {
        using var person = client;
        try
        {
            if (await FindReadyAsync() is not { } address) return;
            using var server = new TcpClient { NoDelay = true };
            await server.ConnectAsync(address.Host, address.Port, _ending.Token);
            person.NoDelay = true;
            await using var there = person.GetStream();
            await using var here = server.GetStream();
            await Task.WhenAny(there.CopyToAsync(here, _ending.Token), here.CopyToAsync(there, _ending.Token));
        }
        catch (Exception cut) when (cut is SocketException or IOException or OperationCanceledException)
        {
            // Either side has gone, or all of this has: the other one sees its connection closed.
        }
    }

    private async Task<Uri?> FindReadyAsync()
    {
        foreach (var frontend in _frontends)
        {
            if (await frontend.IsReadyAsync(_ending.Token)) return frontend.Address;
        }

        return null;
    }
}
