using System.Globalization;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Conformance;

// Conditions 4 and 5 under pressure.
public abstract partial class TimelineStoreConformance
{
    [Fact]
    public async Task Of_commits_raced_on_one_etag_exactly_one_wins()
    {
        var etag = await CommittedAsync(_chat, Commit(null));
        for (var round = 1; round <= Math.Max(2, 20 / Thrift); round++)
        {
            var commits = Enumerable.Range(0, 16).Select(racer => Commit(etag, Event(round, $"{round}-{racer}"))).ToArray();
            var outcomes = await Task.WhenAll(commits.Select(commit => Task.Run(() => Store.CommitAsync(_chat, commit, Cancellation))));

            var winner = Array.FindIndex(outcomes, outcome => outcome is Committed);
            Assert.Equal(15, outcomes.Count(outcome => outcome is Fenced));
            var loaded = await LoadedAsync(_chat);
            Assert.Equal((commits[winner].CommitId, $"{round}-{winner}"), (loaded.CommitId, loaded.Tail[^1].Key));
            etag = ((Committed)outcomes[winner]).ETag;
        }
    }

    [Fact]
    public async Task Of_commits_that_race_to_create_a_chat_exactly_one_wins()
    {
        var commits = Enumerable.Range(0, 16).Select(racer => Commit(null, Event(1, $"{racer}"))).ToArray();
        var outcomes = await Task.WhenAll(commits.Select(commit => Task.Run(() => Store.CommitAsync(_chat, commit, Cancellation))));

        var winner = Array.FindIndex(outcomes, outcome => outcome is Committed);
        Assert.Equal(15, outcomes.Count(outcome => outcome is Fenced));
        Assert.Equal([$"{winner}"], (await LoadedAsync(_chat)).Tail.Select(chatEvent => chatEvent.Key));
    }

    [Fact]
    public async Task An_erasure_and_a_commit_on_one_etag_do_not_both_happen()
    {
        for (var round = 0; round < Math.Max(4, 20 / Thrift); round++)
        {
            var id = $"{_chat}-{round}";
            var etag = await CommittedAsync(id, Commit(null, Event(1)));
            var commit = Task.Run(() => Store.CommitAsync(id, Commit(etag, Event(2)), Cancellation), Cancellation);
            var erasure = Task.Run(() => Store.EraseAsync(id, etag, Cancellation), Cancellation);

            var committed = await commit is Committed;
            Assert.NotEqual(committed, await erasure);
            Assert.Equal(committed, await Store.LoadAsync(id, 10, Cancellation) is not null);
        }
    }

    [Fact]
    public async Task Commits_of_many_chats_at_once_are_all_there()
    {
        var ids = Enumerable.Range(0, 200 / Thrift).Select(number => $"{_chat}-{number}").ToArray();
        await Task.WhenAll(ids.Select(async id =>
        {
            string? etag = null;
            for (var seq = 1; seq <= 10; seq++)
                etag = await CommittedAsync(id, Commit(etag, Event(seq, $"{seq}", $"{id} {seq}")));
        }));

        foreach (var id in ids)
        {
            var tail = (await LoadedAsync(id)).Tail;
            Assert.Equal(Range(1, 10).Select(seq => $"{id} {seq}"), tail.Select(chatEvent => Text(chatEvent.Body)));
        }
    }

    [Fact]
    public async Task A_load_beside_commits_sees_whole_ones_only()
    {
        // Each commit says the same number in its head, its participant and its three events.
        var commits = 150 / Thrift;
        var etag = await CommittedAsync(_chat, Numbered(null, 1));
        var writing = Task.Run(async () =>
        {
            for (var number = 2; number <= commits; number++)
                etag = await CommittedAsync(_chat, Numbered(etag, number));
        }, Cancellation);

        var last = 0;
        while (last < commits)
        {
            if (writing.IsFaulted)
                await writing;

            var loaded = await LoadedAsync(_chat, 3);
            var number = int.Parse(Text(loaded.Head), CultureInfo.InvariantCulture);
            Assert.True(number >= last, $"A load saw commit {number} after one had seen {last}.");
            Assert.Equal(Text(loaded.Head), Text(loaded.Participants.Single().Body));
            Assert.Equal([(number * 3) - 2, (number * 3) - 1, number * 3], Numbers(loaded.Tail));
            last = number;
        }

        await writing;

        static TimelineCommit Numbered(string? etag, int number) => Commit(etag, Events((number * 3) - 2, number * 3)) with
        {
            Head = Bytes($"{number}"),
            Participants = [new("p", Bytes($"{number}"))],
        };
    }

    [Fact]
    public async Task After_the_answer_every_load_sees_the_commit()
    {
        string? etag = null;
        for (var seq = 1; seq <= 50 / Thrift; seq++)
        {
            etag = await CommittedAsync(_chat, Commit(etag, Event(seq)));
            var loads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadedAsync(_chat, 1)));
            Assert.All(loads, loaded => Assert.Equal((etag, seq), (loaded.ETag, loaded.Tail[0].Seq)));
        }
    }
}
