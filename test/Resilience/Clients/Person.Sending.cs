using System.Diagnostics;
using System.Globalization;
using ConnectNow.Resilience.Checking;
using Microsoft.AspNetCore.SignalR;

namespace ConnectNow.Resilience.Clients;

internal sealed partial class Person
{
    /// <summary>The page gives a message up when the hub could not take the call this often.</summary>
    private const int MostRefusedCalls = 3;

    private volatile bool _silent;
    private int _said;

    /// <summary>Times a message was sent again because no answer came.</summary>
    public int Resent { get; private set; }

    private async Task TalkAsync(TimeSpan mean)
    {
        while (!_silent && !_leaving.IsCancellationRequested)
        {
            await RestAsync(mean * 2 * _random.NextDouble());
            if (_silent || _leaving.IsCancellationRequested) return;
            await SayAsync();
        }
    }

    private async Task SayAsync()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name} says {++_said}");
        var message = new WireMessage(Guid.NewGuid().ToString("n"), text);
        var begun = Stopwatch.GetTimestamp();
        _room.Attempt(message.ClientId, text);
        for (var (tries, refusedCalls) = (0, 0); !_leaving.IsCancellationRequested; tries++)
        {
            if (tries > 0) Resent++;
            try
            {
                var sent = await AskAsync<WireSent>(await ConnectedAsync(), "Send", message);
                refusedCalls = 0;
                if (sent.Seq is { } seq)
                {
                    _room.Acknowledge(message.ClientId, seq, begun);
                    return;
                }

                if (!await MayAgainAsync(message, sent.Refusal!)) return;
            }
            catch (HubException fault) when (IsUp)
            {
                // An error while the connection stands is the hub's answer.
                if (++refusedCalls == MostRefusedCalls)
                {
                    _room.Violate(ViolationKind.Unanswered, $"{Name} gives up {message.ClientId}: {fault.Message}");
                    return;
                }

                await RestAsync(Backoff.Before(refusedCalls + 2, _random));
            }
            catch (Exception fault) when (IsLoss(fault))
            {
                // The connection is gone, or will be in a moment; the next one is waited for.
                await RestAsync(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private async Task<bool> MayAgainAsync(WireMessage message, WireRefusal refusal)
    {
        if (refusal.Reason is "unavailable" or "too_fast")
        {
            await RestAsync(refusal.RetryAfter is { } wait ? TimeSpan.FromSeconds(wait) : Backoff.Before(3, _random));
            return true;
        }

        _room.Violate(ViolationKind.Unanswered, $"{Name} was refused {message.ClientId}: {refusal.Reason}: {refusal.Message}");
        return false;
    }
}
