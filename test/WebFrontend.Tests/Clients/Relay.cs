using System.Net;
using System.Net.Sockets;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>
/// A line to the server that can be cut: what is connected through it is closed, and nothing gets through until it is mended.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly HashSet<TcpClient> _lines = [];
    private readonly Uri _server;
    private readonly Task _accepting;
    private bool _isCut;

    public Relay(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (var line in _lines) line.Close();
            _lines.Clear();
        }
    }

    public void Mend()
    {
        lock (_gate) _isCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private async Task CarryAsync(TcpClient here)
    {
        var there = new TcpClient();
        try
        {
            if (!Keep(here, there)) return;
            await there.ConnectAsync(_server.Host, _server.Port);
            var (near, far) = (here.GetStream(), there.GetStream());
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
        finally
        {
            here.Close();
            there.Close();
        }
    }

    private bool Keep(params TcpClient[] lines)
    {
        lock (_gate)
        {
            if (!_isCut) _lines.UnionWith(lines);
            return !_isCut;
        }
    }
}
