using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>
/// Keeps a silo from joining before it can be reached at the address it advertises. Where a proxy stands before silos, that takes some
/// seconds from when the silo listens; the others probe a joining silo, and would vote it out in the meantime. After
/// <paramref name="limit"/> it joins anyway: there are load balancers that lead everybody to a process but that process itself, and whether
/// the others reach it is asked by Orleans as it joins.
/// </summary>
internal sealed partial class SiloReachability(TimeSpan limit, IOptions<EndpointOptions> endpoints, TimeProvider time, ILogger<SiloReachability> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Longer than a proxy of the platforms we know takes to know a new process.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(45);

    /// <summary>Probes of platforms end a process that has not joined soon after.</summary>
    public static readonly TimeSpan LongestLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>After the silo has begun to listen, and before it joins.</summary>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloReachability), ServiceLifecycleStage.BecomeActive - 1, WaitAsync);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var advertised = new IPEndPoint(endpoints.Value.AdvertisedIPAddress, endpoints.Value.SiloPort);
        var began = time.GetTimestamp();
        for (var said = false; !await AnswersAsync(advertised, cancellationToken); said = true)
        {
            if (!said) LogWaiting(logger, advertised, limit);
            if (time.GetElapsedTime(began) >= limit)
            {
                LogUnreachable(logger, advertised, limit);
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        LogReached(logger, advertised);
    }

    /// <summary>
    /// Whether a silo is there: it speaks first on every connection. A proxy that has nobody to pass on to takes the connection and closes
    /// it.
    /// </summary>
    private async Task<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, either.Token);
            return await socket.ReceiveAsync(new byte[1], SocketFlags.None, either.Token) > 0;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting to be reachable at {Address}, the address this silo advertises, before it joins, for at most {Limit}.")]
    private static partial void LogWaiting(ILogger logger, IPEndPoint address, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "This silo can't reach itself at {Address} after {Limit}, and joins anyway. If the other silos can't reach it either, check that address and the route to it.")]
    private static partial void LogUnreachable(ILogger logger, IPEndPoint address, TimeSpan limit);

    [LoggerMessage(LogLevel.Information, "Reachable at {Address}.")]
    private static partial void LogReached(ILogger logger, IPEndPoint address);
}
