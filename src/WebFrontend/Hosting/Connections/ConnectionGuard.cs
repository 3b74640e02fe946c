using System.Collections.Concurrent;
using System.Net;
using ConnectNow.Joining;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ConnectNow.WebFrontend.Hosting.Connections;

/// <summary>
/// Keeps one network from taking all connections there are, and closes those on which nobody asks for anything. Known proxies are not
/// counted: all people come through them.
/// </summary>
internal sealed partial class ConnectionGuard
{
    /// <summary>Within so long a connection's first request must have come.</summary>
    public static readonly TimeSpan TimeToAsk = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<IPNetwork> _proxies;
    private readonly int _mostOfNetwork;
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionGuard> _logger;

    public ConnectionGuard(Settings settings, TimeProvider time, ILogger<ConnectionGuard> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_proxies, _mostOfNetwork, _time, _logger) = (settings.Proxies, settings.Limits.RoomForOneNetwork(), time, logger);
        if (settings.Limits.RoomForConnections() < settings.Limits.Connections) LogLowered(settings.Limits.Connections, settings.Limits.RoomForConnections(), OpenFileLimit.Current ?? 0);
    }

    /// <summary>Serves a connection, unless its network has too many.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        var network = CountedNetworkOf(connection);
        if (network is not null && !TryEnter(network))
        {
            connection.Abort(new ConnectionAbortedException("This network has too many connections open."));
            return;
        }

        var first = new FirstRequest(_time.GetTimestamp());
        connection.Features.Set(first);
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(CloseWhenSilent, (this, connection, first));
        try
        {
            await next(connection);
        }
        finally
        {
            if (network is not null) Leave(network);
        }
    }

    private static void CloseWhenSilent(object state)
    {
        var (guard, connection, first) = ((ConnectionGuard, ConnectionContext, FirstRequest))state;
        if (!first.HasCome && guard._time.GetElapsedTime(first.Since) > TimeToAsk)
            connection.Abort(new ConnectionAbortedException("Nothing was asked for on this connection."));
    }

    /// <summary>Null: it is not counted.</summary>
    private string? CountedNetworkOf(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address }) return null;
        var plain = ClientNetwork.Plain(address);
        return _proxies.Any(proxy => proxy.Contains(plain)) ? null : ClientNetwork.Of(plain);
    }

    private bool TryEnter(string network)
    {
        while (true)
        {
            var open = _open.GetOrAdd(network, 0);
            if (open >= _mostOfNetwork) return false;
            if (_open.TryUpdate(network, open + 1, open)) return true;
        }
    }

    private void Leave(string network)
    {
        while (_open.TryGetValue(network, out var open))
        {
            if (open > 1 ? _open.TryUpdate(network, open - 1, open) : _open.TryRemove(new KeyValuePair<string, int>(network, open))) return;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Of {Wanted} connections (ConnectNow:Limits:Connections) {Room} are allowed: this process may have {Files} files and sockets open (ulimit -n).")]
    private partial void LogLowered(int wanted, int room, long files);
}

/// <summary>Whether anything was asked for on a connection. It is a feature of the connection, and so of each request on it.</summary>
internal sealed class FirstRequest(long since)
{
    private volatile bool _hasCome;

    /// <summary>When the connection was opened, as a time provider's timestamp.</summary>
    public long Since => since;

    public bool HasCome => _hasCome;

    public void Came() => _hasCome = true;
}
