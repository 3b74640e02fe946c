using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ConnectNow.Cluster;

namespace ConnectNow.Resilience.Network;

/// <summary>
/// The network between silos: each advertises an address of the loopback network where we listen, and listens itself at another. What comes
/// from another silo goes through the path between the two, which can be shut; what comes from a frontend always gets through.
/// </summary>
internal sealed class SiloWires : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(int, int), NetworkPath> _paths = new();
    private readonly ConcurrentDictionary<RelayedConnection, bool> _strands = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _accepting = [];

    /// <summary>The processes that the silos are at this moment, by their numbers (from 1).</summary>
    public Func<IReadOnlyDictionary<int, int>> Processes { get; set; } = () => new Dictionary<int, int>();

    /// <summary>Where the silo of a number is found; from now on we forward what comes there.</summary>
    public SiloAddress AddressOf(int number)
    {
        var (advertised, listens) = (IPAddress.Parse($"127.0.1.{number}"), IPAddress.Parse($"127.0.2.{number}"));
        var address = new SiloAddress(advertised, listens, FreePort.Find(advertised, listens), FreePort.Find(advertised, listens));
        Forward(number, address.Port, address);
        Forward(number, address.GatewayPort, address);
        return address;
    }

    /// <summary>Nothing gets through between two silos any more, in either direction; connections stay open.</summary>
    public void Cut(int one, int other) => PathBetween(one, other).Shut();

    public void Mend(int one, int other) => PathBetween(one, other).Reopen();

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners) listener.Dispose();
        foreach (var path in _paths.Values) path.Reopen();
        foreach (var strand in _strands.Keys) strand.Dispose();
        await Task.WhenAll(_accepting);
    }

    private NetworkPath PathBetween(int one, int other) =>
        _paths.GetOrAdd((Math.Min(one, other), Math.Max(one, other)), _ => new NetworkPath());

    private void Forward(int number, int port, SiloAddress address)
    {
        var listener = new TcpListener(address.Advertised, port);
        listener.Start();
        _listeners.Add(listener);
        _accepting.Add(AcceptAsync(number, listener, new IPEndPoint(address.Listens, port)));
    }

    private async Task AcceptAsync(int number, TcpListener listener, IPEndPoint target)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync();
                _ = CarryAsync(number, near, target);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // All is over.
        }
    }

    private async Task CarryAsync(int number, Socket near, IPEndPoint target)
    {
        using var strand = new RelayedConnection(near, PathOf(number, near));
        _strands.TryAdd(strand, true);
        await strand.CarryAsync(target);
        _strands.TryRemove(strand, out _);
    }

    private NetworkPath PathOf(int number, Socket near)
    {
        var silos = Processes();
        var owner = SocketOwner.Find(((IPEndPoint)near.RemoteEndPoint!).Port, silos.Values);
        return silos.FirstOrDefault(silo => silo.Value == owner) is { Key: > 0 and var from } && from != number ? PathBetween(from, number) : new NetworkPath();
    }
}
