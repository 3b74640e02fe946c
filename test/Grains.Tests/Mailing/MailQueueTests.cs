using ConnectNow.Grains.Mail;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>The outbox in a real silo: what it promises to whoever enqueues, whatever the provider does.</summary>
public sealed class MailQueueTests(MailQueueTests.Fixture fixture) : IClassFixture<MailQueueTests.Fixture>, IAsyncDisposable
{
    private static long _shards = 100;

    private readonly MailTestHost _host = fixture.MailTestHost;
    private readonly long _shard = Interlocked.Increment(ref _shards);

    private Provider Provider => _host.Provider;

    public ValueTask DisposeAsync() => new(_host.Reset(_shard));

    [Fact]
    public async Task A_busy_provider_gets_the_mail_later_and_once()
    {
        Provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        var mail = SampleMails.New(_host.Now);

        Assert.False((await _host.Shard(_shard).Enqueue(mail)).IsRefused);
        await Until(() => _host.Counted("retried") == 1, "it was tried");
        Provider.Answer(null);
        await _host.Later(MailQueue.LongestWait, _shard);
        await Until(() => _host.Waiting == 0, "it is out");

        Assert.Equal((1, 1L, 1L), (Provider.TakenOf(mail.Id), _host.Counted("accepted"), _host.Counted("retried")));
        // Nothing of the mail is kept but its id.
        var stored = await _host.Stored(_shard);
        Assert.Empty(stored.Waiting);
        Assert.Equal(mail.Id, Assert.Single(stored.Settled).Id);
    }

    [Fact]
    public async Task Nobody_who_enqueues_waits_for_a_provider_that_hangs()
    {
        Provider.Hang();
        for (var mail = 0; mail < MailQueueShard.Width + 5; mail++) Assert.False((await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now))).IsRefused);

        await Until(() => Provider.Taken.Count == MailQueueShard.Width, "as many are under way as may be");
        Assert.Equal(MailQueueShard.Width + 5, _host.Waiting);
        // Each is written down as begun before it is handed over.
        Assert.Equal(MailQueueShard.Width, (await _host.Stored(_shard)).Waiting.Count(mail => mail.InDoubt));
    }

    [Fact]
    public async Task A_mail_enqueued_again_is_sent_once_also_after_it_is_gone()
    {
        var mail = SampleMails.New(_host.Now);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _host.Shard(_shard).Enqueue(mail)));
        await Until(() => _host.Waiting == 0, "it is out");
        Assert.False((await _host.Shard(_shard).Enqueue(mail)).IsRefused);
        await _host.Deactivate();
        Assert.False((await _host.Shard(_shard).Enqueue(mail)).IsRefused);
        _host.Time.Advance(SampleMails.Lifetime);
        Assert.False((await _host.Shard(_shard).Enqueue(mail)).IsRefused);

        Assert.Equal(0, _host.Waiting);
        Assert.Equal(1, Provider.TakenOf(mail.Id));
    }

    [Fact]
    public async Task A_mail_that_waits_survives_the_activation()
    {
        Provider.Answer(new MailDeferred("451"));
        var mail = SampleMails.New(_host.Now);
        await _host.Shard(_shard).Enqueue(mail);
        await Until(() => _host.Counted("retried") == 1, "it was tried");

        await _host.Deactivate();
        await Until(() => _host.Waiting == 0, "the activation is gone");
        Provider.Answer(null);
        await _host.Later(MailQueue.LongestWait, _shard);

        await Until(() => Provider.TakenOf(mail.Id) == 1, "it is out");
    }

    [Fact]
    public async Task A_code_that_has_expired_is_neither_sent_nor_kept()
    {
        Provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now));
        await Until(() => _host.Counted("retried") == 1, "it was tried");
        Assert.Single((await _host.Stored(_shard)).Waiting);

        Provider.Answer(null);
        await _host.Later(SampleMails.Lifetime, _shard);
        await Until(async () => (await _host.Stored(_shard)).Waiting.IsEmpty, "it is not kept");

        Assert.Empty(Provider.Taken);
        Assert.Equal(1, _host.Counted("expired"));
    }

    [Fact]
    public async Task A_newer_code_takes_the_place_of_one_that_waits()
    {
        Provider.Answer(new MailDeferred("451"));
        var (older, newer) = (SampleMails.New(_host.Now, "topic"), SampleMails.New(_host.Now, "topic"));
        await _host.Shard(_shard).Enqueue(older);
        await Until(() => _host.Counted("retried") == 1, "it was tried");

        Provider.Answer(null);
        await _host.Shard(_shard).Enqueue(newer);
        await Until(() => _host.Waiting == 0, "it is out");

        Assert.Equal((0, 1, 1L), (Provider.TakenOf(older.Id), Provider.TakenOf(newer.Id), _host.Counted("superseded")));
    }

    [Fact]
    public async Task What_is_too_much_is_refused_and_not_kept()
    {
        Provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        var taken = await Task.WhenAll(Enumerable.Range(0, MailQueue.Capacity).Select(_ => _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now))));

        var refused = await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now));

        Assert.All(taken, answer => Assert.False(answer.IsRefused));
        Assert.Equal(Reason.Unavailable, refused.Refusal?.Reason);
        Assert.Equal(MailQueue.Capacity, (await _host.Stored(_shard)).Waiting.Length);
    }

    [Fact]
    public async Task A_provider_that_asks_to_be_left_alone_is_left_alone_by_all_shards()
    {
        Provider.Answer(new MailDeferred("429") { OfEveryMail = true, RetryAfter = TimeSpan.FromMinutes(5) });
        await _host.Shard(0).Enqueue(SampleMails.New(_host.Now));
        await Until(() => _host.Counted("retried") == 1, "it was told");
        Provider.Answer(null);
        const long other = MailQueues.Shards - 1;
        await Until(async () => (await _host.Stored(other)).PausedUntil > _host.Now, "the others know");

        var mail = SampleMails.New(_host.Now);
        Assert.False((await _host.Shard(other).Enqueue(mail)).IsRefused);
        await _host.Later(TimeSpan.FromMinutes(4), 0);
        await _host.Later(TimeSpan.Zero, other);
        Assert.Single(Provider.Attempts);

        await _host.Later(TimeSpan.FromMinutes(2), 0);
        await _host.Later(TimeSpan.Zero, other);
        await Until(() => _host.Waiting == 0, "all are out");
        Assert.Equal((1, 2), (Provider.TakenOf(mail.Id), Provider.Taken.Count));
    }

    [Fact]
    public async Task Nobody_is_promised_a_code_that_can_not_come_in_time()
    {
        Provider.Answer(new MailDeferred("429") { OfEveryMail = true, RetryAfter = TimeSpan.FromMinutes(30) });
        await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now));
        await Until(() => _host.Counted("retried") == 1, "it was told");

        var refusal = (await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now))).Refusal!;

        Assert.Equal(Reason.Unavailable, refusal.Reason);
        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task A_mailer_with_a_flaw_loses_nothing_that_it_had_not_handed_over()
    {
        Provider.Does = (_, _) => throw new InvalidOperationException("A flaw.");
        var mail = SampleMails.New(_host.Now);
        await _host.Shard(_shard).Enqueue(mail);
        await Until(() => _host.Counted("retried") == 1, "it was tried");

        Provider.Answer(null);
        await _host.Later(MailQueue.LongestWait, _shard);

        await Until(() => Provider.TakenOf(mail.Id) == 1, "it is out");
    }

    [Fact]
    public async Task Where_its_fate_is_unknown_a_mail_is_not_sent_again_to_a_provider_that_knows_no_repeats()
    {
        Provider.Does = async (attempt, _) => await attempt.HandOverAsync() ? new MailUnknown("lost") : new MailWithdrawn();
        await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now));
        await Until(() => _host.Counted("unknown") == 1, "it is over");

        await _host.Later(MailQueue.LongestWait, _shard);

        Assert.Equal((0, 1), (_host.Waiting, Provider.Attempts.Count));
    }

    [Fact]
    public async Task Wherever_a_mailer_calls_back_from_all_of_forty_mails_arrive()
    {
        var threads = 0;
        Provider.Does = async (attempt, _) =>
        {
            // A thread of its own: no scheduler, no context, nothing of Orleans.
            var handedOver = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() =>
            {
                Interlocked.Increment(ref threads);
                attempt.HandOverAsync().ContinueWith(done => handedOver.SetFromTask(done), TaskScheduler.Default);
            }).Start();
            return await handedOver.Task.ConfigureAwait(false) ? new MailAccepted() : new MailWithdrawn();
        };

        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now))));
        await Until(() => _host.Waiting == 0, "nothing waits any more");

        Assert.All(taken, answer => Assert.False(answer.IsRefused));
        Assert.Equal((40, 40L, 0L), (threads, _host.Counted("accepted"), _host.Counted("unknown")));
    }

    [Fact]
    public async Task While_only_an_operator_can_help_one_mail_at_a_time_tries_and_then_all_go()
    {
        Provider.Answer(new MailDeferred("535 no") { OfEveryMail = true, NeedsOperator = true });
        await _host.Shard(_shard).Enqueue(SampleMails.New(_host.Now));
        await Until(() => _host.Counted("retried") == 1, "it was tried");
        var mails = Enumerable.Range(0, 2 * MailQueueShard.Width).Select(_ => SampleMails.New(_host.Now)).ToArray();
        await Task.WhenAll(mails.Select(mail => _host.Shard(_shard).Enqueue(mail)));

        // The others hear of it before they have tried.
        Assert.Equal(MailFate.Delayed, await _host.Shard(_shard).Fate(mails[0].Id));
        Assert.NotNull(await _host.Shard(_shard).Stuck());
        Assert.Equal(Reason.Unavailable, (await _host.Outbox.Stuck("any"))?.Reason);
        await _host.Later(ProviderGate.FirstWait / 2, _shard);
        Assert.Single(Provider.Attempts);
        await _host.Later(ProviderGate.FirstWait, _shard);
        await Until(() => _host.Counted("retried") == 2, "one has tried");
        Assert.Equal(2, Provider.Attempts.Count);

        // The second wait is longer than the first.
        await _host.Later(ProviderGate.FirstWait, _shard);
        Assert.Equal(2, Provider.Attempts.Count);
        Provider.Answer(null);
        await _host.Later(ProviderGate.FirstWait + MailQueue.LongestWait, _shard);
        await Until(() => _host.Waiting == 0, "all are out");
        Assert.All(mails, mail => Assert.Equal(1, Provider.TakenOf(mail.Id)));
        Assert.Null(await _host.Shard(_shard).Stuck());
    }

    [Fact]
    public async Task What_became_of_a_mail_is_told_also_by_the_next_activation()
    {
        (Guid Sent, Guid Refused, Guid Uncertain, Guid Delayed) mails = (await Put(null), await Put(new MailRefused("550")), await Put(new MailUnknown("lost")), await Put(new MailDeferred("451")));
        await Until(() => _host.Counted("retried") == 1, "the last was tried");

        await _host.Deactivate();

        var shard = _host.Shard(_shard);
        Assert.Equal(
            (MailFate.Sent, MailFate.Failed, MailFate.Uncertain, MailFate.Delayed, MailFate.None),
            (await shard.Fate(mails.Sent), await shard.Fate(mails.Refused), await shard.Fate(mails.Uncertain), await shard.Fate(mails.Delayed), await shard.Fate(Guid.NewGuid())));

        async Task<Guid> Put(MailOutcome? outcome)
        {
            Provider.Answer(outcome);
            var mail = SampleMails.New(_host.Now);
            await _host.Shard(_shard).Enqueue(mail);
            await Until(() => Provider.Attempts.Any(attempt => attempt.Mail.Id == mail.Id), "it was tried");
            return mail.Id;
        }
    }

    /// <summary>One silo for the tests of the class; each has a shard of its own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-mail-").FullName;

        internal MailTestHost MailTestHost { get; private set; } = null!;

        public async ValueTask InitializeAsync() => MailTestHost = await MailTestHost.Start(_directory, new Provider());

        public async ValueTask DisposeAsync()
        {
            await MailTestHost.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static Task Until(Func<bool> condition, string what) => Eventually.TrueAsync(() => Task.FromResult(condition()), what);

    private static Task Until(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(condition, what);
}
