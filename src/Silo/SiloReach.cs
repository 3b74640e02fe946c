using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>
/// Keeps a silo from joining before it can be reached at the address it advertises. Where a proxy stands before silos, that takes some seconds from when the
/// silo listens; the others, who probe whoever joins, would vote it out meanwhile. It waits for as long as it takes, and says so once: what is
/// wrong then is the address, or the way to it.
/// </summary>
internal sealed partial class SiloReach(IOptions<EndpointOptions> endpoints, TimeProvider time, ILogger<SiloReach> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>After the silo has begun to listen, and before it joins.</summary>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloReach), ServiceLifecycleStage.BecomeActive - 1, WaitAsync);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var advertised = new IPEndPoint(endpoints.Value.AdvertisedIPAddress, endpoints.Value.SiloPort);
        for (var said = false; !await AnswersAsync(advertised, cancellationToken); said = true)
        {
            if (!said) LogWaiting(logger, advertised);
            await Task.Delay(Pause, time, cancellationToken);
        }

        LogReached(logger, advertised);
    }

    /// <summary>Whether a silo is there: it speaks first, to whoever connects. A proxy that has nobody to pass on to takes the connection and closes it.</summary>
    private async Task<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
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

    [LoggerMessage(LogLevel.Warning, "Waiting to be reachable at {Address}, the address this silo advertises, before it joins")]
    private static partial void LogWaiting(ILogger logger, IPEndPoint address);

    [LoggerMessage(LogLevel.Information, "Reachable at {Address}")]
    private static partial void LogReached(ILogger logger, IPEndPoint address);
}
