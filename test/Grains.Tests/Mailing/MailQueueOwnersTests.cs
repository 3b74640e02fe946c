using ConnectNow.Grains.Mail;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>The outbox when silos die, and when two of them believe that a shard is theirs.</summary>
public sealed class MailQueueOwnersTests : IDisposable
{
    private const long Shard = 1_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-mail-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_waited_on_a_silo_that_died_goes_on_elsewhere()
    {
        var provider = new Provider();
        provider.Answer(new MailDeferred("421") { OfEveryMail = true });
        await using var first = await MailTestHost.Start(_directory, provider);
        var mail = SampleMails.New(first.Now);
        await first.Shard(Shard).Enqueue(mail);
        await Until(() => first.Counted("retried") == 1, "it was tried");
        await first.Kill();
        provider.Answer(null);

        await using var second = await first.StartTwin();
        await second.Later(MailQueue.LongestWait, Shard);

        await Until(() => provider.TakenOf(mail.Id) == 1, "it is out");
        await Until(() => second.Waiting == 0, "and done with");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_mail_that_was_being_handed_over_when_its_silo_died_is_there_once(bool knowsRepeats)
    {
        var provider = new Provider { KnowsRepeats = knowsRepeats };
        provider.Hang();
        await using var first = await MailTestHost.Start(_directory, provider);
        var mail = SampleMails.New(first.Now);
        await first.Shard(Shard).Enqueue(mail);
        await Until(() => provider.Taken.Count == 1, "it was handed over");
        await first.Kill();
        provider.Answer(null);

        await using var second = await first.StartTwin();
        await second.Later(MailQueue.LongestWait, Shard);
        await Until(async () => (await second.Stored(Shard)).Waiting.IsEmpty, "it is done with");

        Assert.Equal(1, provider.TakenOf(mail.Id));
        // Where the provider can be asked, it was; where it can't, nobody tries.
        Assert.Equal(knowsRepeats ? 1 : 0, provider.Attempts.Count(attempt => attempt.InDoubt));
        Assert.Equal(1, second.Counted(knowsRepeats ? "accepted" : "unknown"));
    }

    [Fact]
    public async Task Of_two_silos_that_both_own_a_shard_only_one_hands_a_mail_over()
    {
        var provider = new Provider();
        provider.Answer(new MailDeferred("451"));
        await using var one = await MailTestHost.Start(_directory, provider);
        await using var other = await one.StartTwin();
        var mails = Enumerable.Range(0, 20).Select(_ => SampleMails.New(one.Now)).ToArray();
        await Task.WhenAll(mails.Select(mail => one.Shard(Shard).Enqueue(mail)));
        await Until(async () => (await one.Stored(Shard)).Waiting.All(mail => mail.Failures == 1), "all were tried");
        // Now the other has read the same.
        await other.Shard(Shard).Wake();
        provider.Answer(null);

        one.Time.Advance(MailQueue.LongestWait);
        for (var round = 0; round < 3; round++) await Task.WhenAll(one.Shard(Shard).Wake(), other.Shard(Shard).Wake());
        await Until(
            async () =>
            {
                await Task.WhenAll(one.Shard(Shard).Wake(), other.Shard(Shard).Wake());
                return (await one.Stored(Shard)).Waiting.IsEmpty;
            },
            "nothing waits any more");

        Assert.All(mails, mail => Assert.InRange(provider.TakenOf(mail.Id), 0, 1));
    }

    [Fact]
    public async Task A_shard_that_can_not_write_down_what_it_hands_over_goes_and_the_mail_is_sent_by_the_next()
    {
        var (provider, busy) = (new Provider(), new Provider());
        busy.Answer(new MailDeferred("451"));
        await using var one = await MailTestHost.Start(_directory, provider);
        await using var other = await one.StartTwin(busy);
        var mail = SampleMails.New(one.Now);
        // While the first attempt is under way somebody else writes the state: the record of handing over fails.
        provider.Does = async (_, _) =>
        {
            if (provider.Attempts.Count == 1) await other.Shard(Shard).Enqueue(SampleMails.New(one.Now));
            return null;
        };
        await one.Shard(Shard).Enqueue(mail);

        await Until(
            async () =>
            {
                await one.Shard(Shard).Wake();
                return provider.TakenOf(mail.Id) == 1;
            },
            "it is out");

        Assert.True(provider.Attempts.Count(attempt => attempt.Mail.Id == mail.Id) > 1);
        Assert.Equal(0, one.Counted("unknown"));
    }

    [Fact]
    public async Task A_silo_that_stops_finishes_what_is_under_way_and_leaves_the_rest()
    {
        var provider = new Provider();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        provider.Does = async (_, _) =>
        {
            await answer.Task;
            return null;
        };
        await using var first = await MailTestHost.Start(_directory, provider);
        var mails = Enumerable.Range(0, MailQueueShard.Width + 2).Select(_ => SampleMails.New(first.Now)).ToArray();
        foreach (var mail in mails) await first.Shard(Shard).Enqueue(mail);
        await Until(() => provider.Attempts.Count == MailQueueShard.Width, "as many are under way as may be");

        var stopping = first.Deactivate();
        answer.SetResult();
        await stopping;
        await using var second = await first.StartTwin();
        await second.Later(MailQueue.LongestWait, Shard);

        await Until(() => mails.All(mail => provider.TakenOf(mail.Id) == 1), "each is out, once");
    }

    private static Task Until(Func<bool> condition, string what) => Eventually.TrueAsync(() => Task.FromResult(condition()), what);

    private static Task Until(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(condition, what);
}
