using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.WebFrontend.Realtime;

internal sealed partial class ChatRoom
{
    /// <summary>How long an event that the lease tells of may still be on its way before it is fetched.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(250);

    private TaskCompletionSource<Refusal?> _leased = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _keeping;

    /// <summary>Completes when the chat sends its events here: with null, or with why it never will.</summary>
    public Task<Refusal?> LeasedAsync()
    {
        lock (_gate) return _leased.Task;
    }

    /// <summary>Takes the lease, renews it while there are connections, and gives it back when there are none.</summary>
    private void KeepLease()
    {
        if (_keeping) return;
        _keeping = true;
        Detached.Run(KeepLeaseAsync);
    }

    /// <summary>At once if nothing is under way, else right after it: any number of changes in the meantime are one renewal.</summary>
    private void RenewSoon() => _wake.TrySetResult();

    private async Task KeepLeaseAsync()
    {
        var retry = FirstRetry;
        while (!_stopping.IsCancellationRequested)
        {
            var woken = Rearm();
            if (await TryCloseAsync()) return;
            var renewed = await TryRenewAsync();
            var pause = renewed ? LeaseTimes.Renewal : retry;
            retry = renewed ? FirstRetry : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
            using var waking = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
            await Task.WhenAny(woken, Task.Delay(pause, _time, waking.Token));
            await waking.CancelAsync();
        }
    }

    private Task Rearm()
    {
        lock (_gate)
        {
            if (_wake.Task.IsCompleted) _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _wake.Task;
        }
    }

    /// <summary>False when the chat could not be asked.</summary>
    private async Task<bool> TryRenewAsync()
    {
        ImmutableArray<string> here;
        lock (_gate) here = [.. _subscribers.Where(subscriber => subscriber.IsAdmitted).Select(subscriber => subscriber.ParticipantId).Distinct()];
        try
        {
            var answer = await _chat.Lease(new LeaseRequest { FrontendId = _frontendId, Frontend = _frontend, Here = here });
            if (answer.Value is { } lease) Leased(lease);
            else if (answer.Refusal!.Reason == Reason.NotFound) Erased(answer.Refusal);
            else return false;
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it was, people are still here: a room that stopped trying would fall silent for good.
            if (!_stopping.IsCancellationRequested) LogNotRenewed(exception, _chatId);
            return false;
        }
    }

    private void Leased(Lease lease)
    {
        lock (_gate)
        {
            _known = Math.Max(_known, lease.LastSeq);
            if (_delivered is null)
            {
                // Every connection asks for a snapshot after this: what it holds needs no delivery.
                _delivered = lease.LastSeq;
                DeliverWaiting();
                _leased.TrySetResult(null);
                if (_delivered < _known) Fill();
            }
            else if (_delivered < _known)
            {
                Detached.Run(FillLaterAsync);
            }
        }

        Pump();
    }

    private void Erased(Refusal refusal)
    {
        lock (_gate)
        {
            _leased.TrySetResult(refusal);
            SignOut(_ => true, "erased");
        }
    }

    private async Task FillLaterAsync()
    {
        long known;
        lock (_gate) known = _known;
        await Task.Delay(OnItsWay, _time, CancellationToken.None);
        lock (_gate)
        {
            if (_delivered < known) Fill();
        }
    }

    /// <summary>Gives the lease back when nobody is here. True when then still nobody is: the room is closed for good.</summary>
    private async Task<bool> TryCloseAsync()
    {
        lock (_gate)
        {
            if (_subscribers.Count > 0) return false;
            // A connection that comes while the lease is being given back waits for the next one.
            _delivered = null;
            _known = 0;
            _ahead.Clear();
            _leased = new TaskCompletionSource<Refusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            await _chat.Release(_frontendId);
        }
        catch (Exception exception)
        {
            // It ends by itself when it is not renewed.
            if (!_stopping.IsCancellationRequested) LogNotReleased(exception, _chatId);
        }

        lock (_gate)
        {
            if (_subscribers.Count > 0) return false;
            _isClosed = true;
        }

        _closed(this);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Chat {ChatId}: the lease could not be renewed; trying again.")]
    private partial void LogNotRenewed(Exception exception, string chatId);

    [LoggerMessage(LogLevel.Warning, "Chat {ChatId}: the lease could not be given back.")]
    private partial void LogNotReleased(Exception exception, string chatId);
}
