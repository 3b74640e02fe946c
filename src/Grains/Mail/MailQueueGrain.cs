using ConnectNow.Mailing;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace ConnectNow.Grains.Mail;

/// <inheritdoc cref="IMailQueueGrain"/>
[Reentrant, GrainType("mailoutbox")]
internal sealed class MailQueueGrain(
    [PersistentState("mail-outbox", GrainStorage.Durable)] IPersistentState<MailQueueState> store,
    IMailer mailer,
    MailMeter meter,
    ProviderGate gate,
    TimeProvider time,
    ILogger<MailQueueGrain> logger) : Grain, IMailQueueGrain, IDisposable
{
    private MailQueue _queue = null!;
    private MailQueueShard? _shard;
    private bool _lost;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _queue = new MailQueue(store.State, mailer.KnowsRepeats, meter.Count);
        _shard = new MailQueueShard(_queue, mailer, gate, new GroupWrites(Save).Write, PauseOthers, Changed, time, logger);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_shard is not null) await _shard.Stop(atOnce: _lost);
        meter.Waiting(this.GetPrimaryKeyLong(), null);
    }

    public void Dispose() => _shard?.Dispose();

    public Task<Answer<Done>> Enqueue(CodeMailRequest mail) => _shard!.Enqueue(mail);

    public Task Wake()
    {
        _shard!.Go();
        return Task.CompletedTask;
    }

    public Task Pause(DateTimeOffset until) => _shard!.Pause(until);

    public Task<MailFate> Fate(Guid mail) => Task.FromResult(_shard!.Fate(mail));

    public Task<bool> Reaches(string address) => mailer.ReachesAsync(address);

    public Task<TimeSpan?> Stuck() => Task.FromResult(gate.Stuck);

    /// <summary>
    /// Whatever fails here, the activation goes: it would otherwise be kept alive by those who wake it, and send nothing.
    /// </summary>
    private async Task Save()
    {
        try
        {
            store.State = _queue.ToState();
            await this.Write(store);
        }
        catch
        {
            _lost = true;
            DeactivateOnIdle();
            throw;
        }
    }

    private void Changed() => meter.Waiting(this.GetPrimaryKeyLong(), _queue.Count);

    private void PauseOthers(DateTimeOffset until)
    {
        for (var shard = 0; shard < MailQueues.Shards; shard++)
        {
            if (shard != this.GetPrimaryKeyLong()) GrainFactory.GetGrain<IMailQueueGrain>(shard).Pause(until).Ignore();
        }
    }
}
