using ConnectNow.Mailing;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace ConnectNow.Grains.Mail;

/// <inheritdoc cref="IMailOutboxGrain"/>
[Reentrant]
internal sealed class MailOutboxGrain(
    [PersistentState("mail-outbox", GrainStorage.Durable)] IPersistentState<MailOutboxState> store,
    IMailer mailer,
    MailMeter meter,
    TimeProvider time,
    ILogger<MailOutboxGrain> logger) : Grain, IMailOutboxGrain, IDisposable
{
    private LetterBox _box = null!;
    private OutboxShard? _shard;
    private bool _lost;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _box = new LetterBox(store.State, mailer.KnowsRepeats, meter.Count);
        _shard = new OutboxShard(_box, mailer, new GroupWrites(Save).Write, PauseOthers, Changed, time, logger);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_shard is not null) await _shard.Stop(atOnce: _lost);
        meter.Waiting(this.GetPrimaryKeyLong(), null);
    }

    public void Dispose() => _shard?.Dispose();

    public Task<Answer<Done>> Enqueue(CodeLetter letter) => _shard!.Enqueue(letter);

    public Task Wake()
    {
        _shard!.Go();
        return Task.CompletedTask;
    }

    public Task Pause(DateTimeOffset until) => _shard!.Pause(until);

    private async Task Save()
    {
        store.State = _box.ToState();
        try
        {
            await this.Write(store);
        }
        catch
        {
            _lost = true;
            throw;
        }
    }

    private void Changed() => meter.Waiting(this.GetPrimaryKeyLong(), _box.Count);

    private void PauseOthers(DateTimeOffset until)
    {
        for (var shard = 0; shard < MailOutbox.Shards; shard++)
        {
            if (shard != this.GetPrimaryKeyLong()) GrainFactory.GetGrain<IMailOutboxGrain>(shard).Pause(until).Ignore();
        }
    }
}
