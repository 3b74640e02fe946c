using System.Net;
using System.Net.Sockets;

namespace ConnectNow.Resilience.Network;

/// <summary>One connection from one process to a port of another, byte by byte, for as long as the path between the two is open.</summary>
internal sealed class RelayedConnection(Socket near, NetworkPath path) : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _far = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Returns when either end has closed.</summary>
    public async Task CarryAsync(EndPoint target)
    {
        try
        {
            await path.OpenAsync();
            await _far.ConnectAsync(target);
            near.NoDelay = true;
            await Task.WhenAny(PumpAsync(near, _far), PumpAsync(_far, near));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Nobody listens there, or one of the two is gone: the other learns it by its own end being closed.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        near.Dispose();
        _far.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await path.OpenAsync();
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
