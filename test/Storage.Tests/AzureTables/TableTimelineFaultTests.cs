using System.Net;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureTables;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.TableTimelineFixture;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>
/// A network that breaks, at every request that a store makes: each call is answered as if nothing had happened, and done once.
/// </summary>
public sealed class TableTimelineFaultTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private readonly TableTimelineFixture _fixture = new(azurite);
    private readonly string _chat = $"chat-{Guid.NewGuid():N}";

    private static readonly StoredEvent[] Two = [Event(1, "a"), Event(2, "b") with { Tags = Collected.Links }];

    /// <summary>What a store is asked over the network that breaks, in a chat of two events, and what holds after.</summary>
    private static readonly Dictionary<string, Func<TableTimelineStore, TableTimelineStore, string, string, Task>> Calls = new()
    {
        ["create"] = async (store, sound, chat, _) =>
        {
            var made = $"{chat}-made";
            var etag = await CommittedAsync(store, made, Commit(null, Event(1, "a")) with { Participants = [new("p", "Ada"u8.ToArray())] });
            Assert.Equal((etag, 1), await sound.LoadAsync(made, 9, Cancellation) is { } loaded ? (loaded.ETag, loaded.Tail.Count) : default);
        },
        ["create where a chat was erased"] = async (store, sound, chat, etag) =>
        {
            Assert.True(await sound.EraseAsync(chat, etag, Cancellation));
            await CommittedAsync(store, chat, Commit(null, Event(1, "b")));
            Assert.Equal(["b"], (await sound.LoadAsync(chat, 9, Cancellation))!.Tail.Select(chatEvent => chatEvent.Key));
        },
        ["commit"] = async (store, sound, chat, etag) =>
        {
            etag = await CommittedAsync(store, chat, Commit(etag, Event(3, "c")) with { Changed = [Event(2) with { Tags = Collected.Files }], FilesRemoved = ["f"] });
            var loaded = await sound.LoadAsync(chat, 9, Cancellation);
            Assert.Equal((etag, 3, 0), (loaded!.ETag, loaded.Tail.Count, loaded.Files.Count));
            Assert.Empty(await sound.ReadTaggedAsync(chat, Collected.Links, 9, 9, Cancellation));
        },
        ["commit on a stale etag"] = async (store, sound, chat, etag) =>
        {
            await CommittedAsync(sound, chat, Commit(etag, Event(3, "theirs")));
            Assert.IsType<Fenced>(await store.CommitAsync(chat, Commit(etag, Event(3, "mine")), Cancellation));
            Assert.Equal("theirs", (await sound.ReadAsync(chat, 3, 9, Cancellation)).Single().Key);
        },
        ["commit a key again"] = async (store, sound, chat, etag) =>
        {
            var duplicate = Assert.IsType<DuplicateKeys>(await store.CommitAsync(chat, Commit(etag, Event(3, "b"), Event(4, "c")), Cancellation));
            Assert.Equal(("b", 2), Assert.Single(duplicate.Existing) is var (key, seq) ? (key, seq) : default);
            Assert.Equal(2, (await sound.ReadAsync(chat, 1, 9, Cancellation)).Count);
        },
        ["commit what can't be"] = async (store, sound, chat, etag) =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.CommitAsync(chat, Commit(etag, Event(1)), Cancellation));
            await CommittedAsync(sound, chat, Commit(etag, Event(3)));
        },
        ["load"] = async (store, _, chat, etag) =>
        {
            var loaded = await store.LoadAsync(chat, 9, Cancellation);
            Assert.Equal((etag, 2, 1, 1), (loaded!.ETag, loaded.Tail.Count, loaded.Participants.Count, loaded.Files.Count));
        },
        ["read"] = async (store, _, chat, _) =>
        {
            Assert.Equal([1L, 2], (await store.ReadAsync(chat, 1, 2, Cancellation)).Select(chatEvent => chatEvent.Seq));
            Assert.Equal([2L], (await store.ReadTaggedAsync(chat, Collected.Links, 9, 9, Cancellation)).Select(chatEvent => chatEvent.Seq));
            Assert.Equal(2, await store.FindKeyAsync(chat, "b", Cancellation));
        },
        ["erase"] = async (store, sound, chat, etag) =>
        {
            Assert.True(await store.EraseAsync(chat, etag, Cancellation));
            Assert.Null(await sound.LoadAsync(chat, 9, Cancellation));
        },
        ["erase on a stale etag"] = async (store, sound, chat, etag) =>
        {
            await CommittedAsync(sound, chat, Commit(etag, Event(3)));
            Assert.False(await store.EraseAsync(chat, etag, Cancellation));
            Assert.NotNull(await sound.LoadAsync(chat, 9, Cancellation));
        },
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory, MemberData(nameof(Names))]
    public async Task Whichever_request_of_it_meets_whichever_fault_it_is_answered_as_ever_and_done_once(string call)
    {
        // Over a sound network first: so many requests there are to meet a fault.
        using var counting = new CountingHandler();
        await CallAsync(call, "sound", counting);
        Assert.InRange(counting.Requests, 1, 12);

        await Task.WhenAll(Enum.GetValues<Fate>().Except([Fate.Passes]).Select(async fate =>
        {
            for (var unlucky = 1; unlucky <= counting.Requests; unlucky++)
            {
                var asked = 0;
                using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) == unlucky ? fate : Fate.Passes);
                await CallAsync(call, $"{fate}-{unlucky}", network);
                Assert.Equal(1, network.Faults);
            }
        }));
    }

    [Theory]
    [InlineData(Fate.LosesItsAnswer, Fate.IsTurnedAway, Fate.NeverArrives)]
    [InlineData(Fate.NeverArrives, Fate.LosesItsAnswer, Fate.GetsHalfAnAnswer)]
    [InlineData(Fate.IsTurnedAway, Fate.IsNotAnsweredInTime, Fate.LosesItsAnswer, Fate.LosesItsAnswer)]
    public async Task A_commit_that_several_faults_meet_is_done_once(params Fate[] fates)
    {
        var etag = await CommittedAsync(_fixture.Store, _chat, Commit(null, Event(1)));
        using var network = FaultyHandler.OnFirst(HttpMethod.Post, fates);
        etag = await CommittedAsync(_fixture.Create(network), _chat, Commit(etag, Event(2, "key")));

        // Where an answer was lost, the first look at the head has told, and no more was tried.
        Assert.InRange(network.Faults, 1, fates.Length);
        await CommittedAsync(_fixture.Store, _chat, Commit(etag, Event(3)));
        Assert.Equal(3, (await _fixture.Store.ReadAsync(_chat, 1, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task A_commit_that_is_never_answered_is_given_up_as_unknown()
    {
        var etag = await CommittedAsync(_fixture.Store, _chat, Commit(null, Event(1)));
        using var network = new FaultyHandler(request => request.Method == HttpMethod.Post ? Fate.IsTurnedAway : Fate.Passes);

        await Assert.ThrowsAsync<TimeoutException>(() => _fixture.Create(network).CommitAsync(_chat, Commit(etag, Event(2)), Cancellation));
        Assert.InRange(network.Faults, 3, 10);
        await CommittedAsync(_fixture.Store, _chat, Commit(etag, Event(2)));
    }

    [Fact]
    public async Task A_commit_that_was_done_and_built_upon_before_anybody_could_look_is_not_called_fenced()
    {
        var etag = await CommittedAsync(_fixture.Store, _chat, Commit(null, Event(1)));
        using var network = new InterferingHandler(HttpMethod.Post, async () =>
        {
            var head = (await _fixture.Store.LoadAsync(_chat, 0, Cancellation))!.ETag;
            await CommittedAsync(_fixture.Store, _chat, Commit(head, Event(3)));
        });

        await Assert.ThrowsAsync<TimeoutException>(() => _fixture.Create(network).CommitAsync(_chat, Commit(etag, Event(2)), Cancellation));
        Assert.Equal(3, (await _fixture.Store.ReadAsync(_chat, 1, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task A_commit_that_never_arrived_and_was_overtaken_is_fenced()
    {
        var etag = await CommittedAsync(_fixture.Store, _chat, Commit(null, Event(1)));
        using var network = new InterferingHandler(HttpMethod.Post, () => CommittedAsync(_fixture.Store, _chat, Commit(etag, Event(2, "theirs"))), arrives: false);

        Assert.IsType<Fenced>(await _fixture.Create(network).CommitAsync(_chat, Commit(etag, Event(2, "mine")), Cancellation));
        Assert.Equal("theirs", (await _fixture.Store.ReadAsync(_chat, 2, 10, Cancellation)).Single().Key);
    }

    [Fact]
    public async Task A_commit_that_arrives_after_its_second_try_was_answered_changes_nothing()
    {
        // Kept back on its way, as a slow network may keep it.
        var etag = await CommittedAsync(_fixture.Store, _chat, Commit(null, Event(1)));
        using var network = new DelayingHandler();
        await CommittedAsync(_fixture.Create(network), _chat, Commit(etag, Event(2)));
        var before = await _fixture.DescribeAsync(_chat);

        Assert.Equal(HttpStatusCode.Accepted, await network.DeliverAsync());
        Assert.Equal(before, await _fixture.DescribeAsync(_chat));
    }

    [Fact]
    public async Task A_chats_first_commit_that_arrives_after_it_was_erased_does_not_bring_it_back()
    {
        using var network = new DelayingHandler();
        var etag = await CommittedAsync(_fixture.Create(network), _chat, Commit(null, Event(1)));
        Assert.True(await _fixture.Store.EraseAsync(_chat, etag, Cancellation));
        await _fixture.Store.Erased.SweepAsync(Cancellation);

        await network.DeliverAsync();
        Assert.Null(await _fixture.Store.LoadAsync(_chat, 10, Cancellation));
        Assert.Single(await _fixture.RowsAsync(_chat));
    }

    private async Task CallAsync(string call, string name, DelegatingHandler network)
    {
        var chat = $"{_chat}-{name}";
        var etag = await CommittedAsync(_fixture.Store, chat, Commit(null, Two) with { Participants = [new("p", "Ada"u8.ToArray())], Files = [new("f", "file"u8.ToArray())] });
        await Calls[call](_fixture.Create(network), _fixture.Store, chat, etag);
    }

    private static async Task<string> CommittedAsync(TableTimelineStore store, string chat, TimelineCommit commit) =>
        Assert.IsType<Committed>(await store.CommitAsync(chat, commit, Cancellation)).ETag;
}
