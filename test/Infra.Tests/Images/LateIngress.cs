using System.Net;
using System.Net.Sockets;

namespace ConnectNow.Infra.Tests.Images;

/// <summary>
/// What stands before silos on Container Apps: it takes connections from the beginning, and closes them at once for as long as it knows
/// nobody to pass them on to.
/// </summary>
internal sealed class LateIngress : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _work = [];
    private readonly int[] _ports;
    private readonly HashSet<int> _open = [];

    /// <param name="from">Where it is reached.</param>
    /// <param name="to">Where it passes on to, on the same ports.</param>
    /// <param name="ports">These.</param>
    public LateIngress(IPAddress from, IPAddress to, params int[] ports)
    {
        _ports = ports;
        foreach (var port in ports)
        {
            var listener = new TcpListener(from, port);
            listener.Start();
            _work.Add(AcceptAsync(listener, new IPEndPoint(to, port)));
        }
    }

    /// <summary>From now on it knows whom to pass connections at these ports on to; without ports, at all of them.</summary>
    public void Open(params int[] ports)
    {
        lock (_open) _open.UnionWith(ports.Length == 0 ? _ports : ports);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_work);
        _closing.Dispose();
    }

    private bool IsOpen(int port)
    {
        lock (_open) return _open.Contains(port);
    }

    private async Task AcceptAsync(TcpListener listener, IPEndPoint to)
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_closing.Token);
                if (IsOpen(to.Port)) passing.Add(PassAsync(client, to));
                else client.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(TcpClient client, IPEndPoint to)
    {
        using var server = new TcpClient();
        try
        {
            using (client)
            {
                await server.ConnectAsync(to, _closing.Token);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), _closing.Token), server.GetStream().CopyToAsync(client.GetStream(), _closing.Token));
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // Either side is gone: so is the connection.
        }
    }
}
