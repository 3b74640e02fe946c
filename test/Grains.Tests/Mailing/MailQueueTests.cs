using ConnectNow.Grains.Mail;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>The outbox in a real silo: what it promises to whoever enqueues, whatever the provider does.</summary>
public sealed class MailQueueTests(MailQueueTests.Fixture fixture) : IClassFixture<MailQueueTests.Fixture>, IAsyncDisposable
{
    private static long _shards = 100;

    private readonly Post _post = fixture.Post;
    private readonly long _shard = Interlocked.Increment(ref _shards);

    private Provider Provider => _post.Provider;

    public ValueTask DisposeAsync() => new(_post.Reset(_shard));

    [Fact]
    public async Task A_busy_provider_gets_the_mail_later_and_once()
    {
        Provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        var letter = Letters.New(_post.Now);

        Assert.False((await _post.Shard(_shard).Enqueue(letter)).IsRefused);
        await Until(() => _post.Counted("retried") == 1, "it was tried");
        Provider.Answer(null);
        await _post.Later(MailQueue.LongestWait, _shard);
        await Until(() => _post.Waiting == 0, "it is out");

        Assert.Equal((1, 1L, 1L), (Provider.TakenOf(letter.Id), _post.Counted("accepted"), _post.Counted("retried")));
        // Nothing of the letter is kept but its id.
        var stored = await _post.Stored(_shard);
        Assert.Empty(stored.Waiting);
        Assert.Equal(letter.Id, Assert.Single(stored.Settled).Id);
    }

    [Fact]
    public async Task Nobody_who_enqueues_waits_for_a_provider_that_hangs()
    {
        Provider.Hang();
        for (var letter = 0; letter < MailQueueShard.Width + 5; letter++) Assert.False((await _post.Shard(_shard).Enqueue(Letters.New(_post.Now))).IsRefused);

        await Until(() => Provider.Taken.Count == MailQueueShard.Width, "as many are under way as may be");
        Assert.Equal(MailQueueShard.Width + 5, _post.Waiting);
        // Each is written down as begun before it is handed over.
        Assert.Equal(MailQueueShard.Width, (await _post.Stored(_shard)).Waiting.Count(letter => letter.InDoubt));
    }

    [Fact]
    public async Task A_letter_enqueued_again_is_sent_once_also_after_it_is_gone()
    {
        var letter = Letters.New(_post.Now);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _post.Shard(_shard).Enqueue(letter)));
        await Until(() => _post.Waiting == 0, "it is out");
        Assert.False((await _post.Shard(_shard).Enqueue(letter)).IsRefused);
        await _post.Deactivate();
        Assert.False((await _post.Shard(_shard).Enqueue(letter)).IsRefused);
        _post.Time.Advance(Letters.Lifetime);
        Assert.False((await _post.Shard(_shard).Enqueue(letter)).IsRefused);

        Assert.Equal(0, _post.Waiting);
        Assert.Equal(1, Provider.TakenOf(letter.Id));
    }

    [Fact]
    public async Task A_letter_that_waits_survives_the_activation()
    {
        Provider.Answer(new MailDeferred("451"));
        var letter = Letters.New(_post.Now);
        await _post.Shard(_shard).Enqueue(letter);
        await Until(() => _post.Counted("retried") == 1, "it was tried");

        await _post.Deactivate();
        await Until(() => _post.Waiting == 0, "the activation is gone");
        Provider.Answer(null);
        await _post.Later(MailQueue.LongestWait, _shard);

        await Until(() => Provider.TakenOf(letter.Id) == 1, "it is out");
    }

    [Fact]
    public async Task A_code_that_has_expired_is_neither_sent_nor_kept()
    {
        Provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        await _post.Shard(_shard).Enqueue(Letters.New(_post.Now));
        await Until(() => _post.Counted("retried") == 1, "it was tried");
        Assert.Single((await _post.Stored(_shard)).Waiting);

        Provider.Answer(null);
        await _post.Later(Letters.Lifetime, _shard);
        await Until(async () => (await _post.Stored(_shard)).Waiting.IsEmpty, "it is not kept");

        Assert.Empty(Provider.Taken);
        Assert.Equal(1, _post.Counted("expired"));
    }

    [Fact]
    public async Task A_newer_code_takes_the_place_of_one_that_waits()
    {
        Provider.Answer(new MailDeferred("451"));
        var (older, newer) = (Letters.New(_post.Now, "topic"), Letters.New(_post.Now, "topic"));
        await _post.Shard(_shard).Enqueue(older);
        await Until(() => _post.Counted("retried") == 1, "it was tried");

        Provider.Answer(null);
        await _post.Shard(_shard).Enqueue(newer);
        await Until(() => _post.Waiting == 0, "it is out");

        Assert.Equal((0, 1, 1L), (Provider.TakenOf(older.Id), Provider.TakenOf(newer.Id), _post.Counted("superseded")));
    }

    [Fact]
    public async Task What_is_too_much_is_refused_and_not_kept()
    {
        Provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        var taken = await Task.WhenAll(Enumerable.Range(0, MailQueue.Capacity).Select(_ => _post.Shard(_shard).Enqueue(Letters.New(_post.Now))));

        var refused = await _post.Shard(_shard).Enqueue(Letters.New(_post.Now));

        Assert.All(taken, answer => Assert.False(answer.IsRefused));
        Assert.Equal(Reason.Unavailable, refused.Refusal?.Reason);
        Assert.Equal(MailQueue.Capacity, (await _post.Stored(_shard)).Waiting.Length);
    }

    [Fact]
    public async Task A_provider_that_asks_to_be_left_alone_is_left_alone_by_all_shards()
    {
        Provider.Answer(new MailDeferred("429") { OfEveryMail = true, RetryAfter = TimeSpan.FromMinutes(5) });
        await _post.Shard(0).Enqueue(Letters.New(_post.Now));
        await Until(() => _post.Counted("retried") == 1, "it was told");
        Provider.Answer(null);
        const long other = MailQueues.Shards - 1;
        await Until(async () => (await _post.Stored(other)).PausedUntil > _post.Now, "the others know");

        var letter = Letters.New(_post.Now);
        Assert.False((await _post.Shard(other).Enqueue(letter)).IsRefused);
        await _post.Later(TimeSpan.FromMinutes(4), 0);
        await _post.Later(TimeSpan.Zero, other);
        Assert.Single(Provider.Attempts);

        await _post.Later(TimeSpan.FromMinutes(2), 0);
        await _post.Later(TimeSpan.Zero, other);
        await Until(() => _post.Waiting == 0, "all are out");
        Assert.Equal((1, 2), (Provider.TakenOf(letter.Id), Provider.Taken.Count));
    }

    [Fact]
    public async Task Nobody_is_promised_a_code_that_can_not_come_in_time()
    {
        Provider.Answer(new MailDeferred("429") { OfEveryMail = true, RetryAfter = TimeSpan.FromMinutes(30) });
        await _post.Shard(_shard).Enqueue(Letters.New(_post.Now));
        await Until(() => _post.Counted("retried") == 1, "it was told");

        var refusal = (await _post.Shard(_shard).Enqueue(Letters.New(_post.Now))).Refusal!;

        Assert.Equal(Reason.Unavailable, refusal.Reason);
        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task A_mailer_with_a_flaw_loses_nothing_that_it_had_not_handed_over()
    {
        Provider.Does = (_, _) => throw new InvalidOperationException("A flaw.");
        var letter = Letters.New(_post.Now);
        await _post.Shard(_shard).Enqueue(letter);
        await Until(() => _post.Counted("retried") == 1, "it was tried");

        Provider.Answer(null);
        await _post.Later(MailQueue.LongestWait, _shard);

        await Until(() => Provider.TakenOf(letter.Id) == 1, "it is out");
    }

    [Fact]
    public async Task Where_its_fate_is_unknown_a_mail_is_not_sent_again_to_a_provider_that_knows_no_repeats()
    {
        Provider.Does = async (attempt, _) => await attempt.HandOverAsync() ? new MailUnknown("lost") : new MailWithdrawn();
        await _post.Shard(_shard).Enqueue(Letters.New(_post.Now));
        await Until(() => _post.Counted("unknown") == 1, "it is over");

        await _post.Later(MailQueue.LongestWait, _shard);

        Assert.Equal((0, 1), (_post.Waiting, Provider.Attempts.Count));
    }

    [Fact]
    public async Task Wherever_a_mailer_calls_back_from_all_of_forty_letters_arrive()
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

        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _post.Shard(_shard).Enqueue(Letters.New(_post.Now))));
        await Until(() => _post.Waiting == 0, "nothing waits any more");

        Assert.All(taken, answer => Assert.False(answer.IsRefused));
        Assert.Equal((40, 40L, 0L), (threads, _post.Counted("accepted"), _post.Counted("unknown")));
    }

    [Fact]
    public async Task While_only_an_operator_can_help_one_mail_at_a_time_tries_and_then_all_go()
    {
        Provider.Answer(new MailDeferred("535 no") { OfEveryMail = true, NeedsOperator = true });
        await _post.Shard(_shard).Enqueue(Letters.New(_post.Now));
        await Until(() => _post.Counted("retried") == 1, "it was tried");
        var letters = Enumerable.Range(0, 2 * MailQueueShard.Width).Select(_ => Letters.New(_post.Now)).ToArray();
        await Task.WhenAll(letters.Select(letter => _post.Shard(_shard).Enqueue(letter)));

        // The others hear of it before they have tried.
        Assert.Equal(MailFate.Delayed, await _post.Shard(_shard).Fate(letters[0].Id));
        Assert.NotNull(await _post.Shard(_shard).Stuck());
        Assert.Equal(Reason.Unavailable, (await _post.Outbox.Stuck("any"))?.Reason);
        await _post.Later(ProviderGate.FirstWait / 2, _shard);
        Assert.Single(Provider.Attempts);
        await _post.Later(ProviderGate.FirstWait, _shard);
        await Until(() => _post.Counted("retried") == 2, "one has tried");
        Assert.Equal(2, Provider.Attempts.Count);

        // The second wait is longer than the first.
        await _post.Later(ProviderGate.FirstWait, _shard);
        Assert.Equal(2, Provider.Attempts.Count);
        Provider.Answer(null);
        await _post.Later(ProviderGate.FirstWait + MailQueue.LongestWait, _shard);
        await Until(() => _post.Waiting == 0, "all are out");
        Assert.All(letters, letter => Assert.Equal(1, Provider.TakenOf(letter.Id)));
        Assert.Null(await _post.Shard(_shard).Stuck());
    }

    [Fact]
    public async Task What_became_of_a_letter_is_told_also_by_the_next_activation()
    {
        (Guid Sent, Guid Refused, Guid Uncertain, Guid Delayed) letters = (await Put(null), await Put(new MailRefused("550")), await Put(new MailUnknown("lost")), await Put(new MailDeferred("451")));
        await Until(() => _post.Counted("retried") == 1, "the last was tried");

        await _post.Deactivate();

        var shard = _post.Shard(_shard);
        Assert.Equal(
            (MailFate.Sent, MailFate.Failed, MailFate.Uncertain, MailFate.Delayed, MailFate.None),
            (await shard.Fate(letters.Sent), await shard.Fate(letters.Refused), await shard.Fate(letters.Uncertain), await shard.Fate(letters.Delayed), await shard.Fate(Guid.NewGuid())));

        async Task<Guid> Put(MailOutcome? outcome)
        {
            Provider.Answer(outcome);
            var letter = Letters.New(_post.Now);
            await _post.Shard(_shard).Enqueue(letter);
            await Until(() => Provider.Attempts.Any(attempt => attempt.Mail.Id == letter.Id), "it was tried");
            return letter.Id;
        }
    }

    /// <summary>One silo for the tests of the class; each has a shard of its own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-mail-").FullName;

        internal Post Post { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Post = await Post.Start(_directory, new Provider());

        public async ValueTask DisposeAsync()
        {
            await Post.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static Task Until(Func<bool> condition, string what) => Eventually.TrueAsync(() => Task.FromResult(condition()), what);

    private static Task Until(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(condition, what);
}
