using System.Globalization;
using System.Text;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.TableTimelineFixture;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>Loads that take several pages see one moment all the same; and what each call asks of storage.</summary>
public sealed class TableTimelineLoadTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const int People = 600;

    private readonly TableTimelineFixture _fixture = new(azurite);
    private readonly string _chat = $"chat-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_commit_between_any_two_pages_is_seen_whole_or_not_at_all()
    {
        var etag = await PeopleAsync();
        var commits = 0;
        using var network = new CountingHandler(async number =>
        {
            // The people that were read last and first change, and an event comes.
            if (number > 12) return;
            etag = await CommittedAsync(Numbered(etag, ++commits));
        });
        var loaded = await _fixture.Create(network).LoadAsync(_chat, 10, Cancellation);

        AssertWhole(loaded!);
        Assert.True(commits > 3, $"{commits} commits came between.");
    }

    [Fact]
    public async Task A_chat_that_is_written_to_without_a_pause_loads_whole()
    {
        var etag = await PeopleAsync();
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var number = 1; !enough.IsCancellationRequested; number++) etag = await CommittedAsync(Numbered(etag, number));
        }, Cancellation);

        for (var load = 0; load < 10; load++) AssertWhole((await _fixture.Store.LoadAsync(_chat, 10, Cancellation))!);
        await enough.CancelAsync();
        await writing;
        AssertWhole((await _fixture.Store.LoadAsync(_chat, 10, Cancellation))!);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_chat_erased_and_made_again_between_two_pages_is_the_one_or_the_other(int page)
    {
        var etag = await PeopleAsync();
        using var network = new CountingHandler(async number =>
        {
            if (number != page) return;
            Assert.True(await _fixture.Store.EraseAsync(_chat, etag, Cancellation));
            await CommittedAsync(Commit(null, Event(1, "anew")));
        });
        var loaded = await _fixture.Create(network).LoadAsync(_chat, 10, Cancellation);

        Assert.Equal(("anew", 0), (Assert.Single(loaded!.Tail).Key, loaded.Participants.Count));
    }

    [Fact]
    public async Task A_page_costs_the_same_however_long_the_chat()
    {
        string? etag = null;
        for (var from = 1; from <= 2_000; from += 49)
        {
            etag = await CommittedAsync(Commit(etag, [.. Enumerable.Range(from, 49).Select(seq => Event(seq, $"{seq}"))]));
            if (from is not (1 or 1961)) continue;
            Assert.Equal(1, await RequestsAsync(async store => Assert.Equal(20, (await store.LoadAsync(_chat, 20, Cancellation))!.Tail.Count)));
            Assert.Equal(2, await RequestsAsync(async store => Assert.Equal(20, (await store.ReadAsync(_chat, 5, 20, Cancellation)).Count)));
        }
    }

    [Fact]
    public async Task Requests_are_as_few_as_the_readme_says()
    {
        string? etag = null;
        async Task<int> CommitsAsync(Func<TimelineCommit, TimelineCommit> with, long seq) => await RequestsAsync(async store =>
            etag = Assert.IsType<Committed>(await store.CommitAsync(_chat, with(Commit(etag, Event(seq, $"{seq}"))), Cancellation)).ETag);

        Assert.Equal(1, await CommitsAsync(commit => commit, 1));
        Assert.Equal(1, await CommitsAsync(commit => commit with { Participants = [new("p", "Ada"u8.ToArray())] }, 2));
        Assert.Equal(3, await CommitsAsync(commit => commit with { Changed = [Event(1), Event(2)] }, 3));
        Assert.Equal(2, await RequestsAsync(async store => Assert.IsType<Fenced>(await store.CommitAsync(_chat, Commit(null, Event(4)), Cancellation))));
        Assert.Equal(4, await RequestsAsync(async store =>
            Assert.IsType<DuplicateKeys>(await store.CommitAsync(_chat, Commit(etag, Event(4, "1"), Event(5, "new")), Cancellation))));
        Assert.Equal(1, await RequestsAsync(store => store.LoadAsync(_chat, 500, Cancellation)));
        Assert.Equal(2, await RequestsAsync(store => store.ReadAsync(_chat, 1, 3, Cancellation)));
        Assert.Equal(2, await RequestsAsync(store => store.ReadTaggedAsync(_chat, Collected.Files, 9, 9, Cancellation)));
        Assert.Equal(2, await RequestsAsync(store => store.FindKeyAsync(_chat, "1", Cancellation)));
        Assert.Equal(3, await RequestsAsync(async store => Assert.True(await store.EraseAsync(_chat, etag!, Cancellation))));
    }

    /// <summary>So many people that a load takes several pages, each with the number of the commit that touched them last.</summary>
    private async Task<string> PeopleAsync()
    {
        string? etag = null;
        foreach (var some in Enumerable.Range(0, People).Chunk(99))
        {
            etag = await CommittedAsync(Commit(etag) with
            {
                Head = "0"u8.ToArray(),
                Participants = [.. some.Select(number => new StoredParticipant($"p{number:D3}", "0"u8.ToArray()))],
            });
        }

        return etag!;
    }

    /// <summary>
    /// The commit of this number says it in the head, in an event, in a file, and in two people near both ends of the list.
    /// </summary>
    private static TimelineCommit Numbered(string etag, int number)
    {
        var text = Encoding.ASCII.GetBytes($"{number}");
        return Commit(etag, new StoredEvent(number, null, text)) with
        {
            Head = text,
            Participants = [new($"p{number % 7:D3}", text), new($"p{People - 1 - (number % 5):D3}", text)],
            Files = [new($"f{number % 3}", text)],
        };
    }

    private static void AssertWhole(StoredTimeline loaded)
    {
        var last = Number(loaded.Head);
        Assert.Equal(People, loaded.Participants.Count);
        Assert.Equal(Enumerable.Range(Math.Max(1, last - 9), Math.Min(10, last)).Select(number => (long)number), loaded.Tail.Select(chatEvent => chatEvent.Seq));
        foreach (var person in loaded.Participants)
        {
            var number = int.Parse(person.Id.AsSpan(1), CultureInfo.InvariantCulture);
            var expected = number < 7 ? Newest(last, number, 7) : number >= People - 5 ? Newest(last, People - 1 - number, 5) : 0;
            Assert.Equal((person.Id, expected), (person.Id, Number(person.Body)));
        }

        Assert.All(loaded.Files, file => Assert.Equal(Newest(last, file.Id[1] - '0', 3), Number(file.Body)));
        Assert.Equal(Math.Min(3, last), loaded.Files.Count);
    }

    /// <summary>The newest number up to the last with this remainder; 0 when there is none.</summary>
    private static int Newest(int last, int remainder, int modulus) =>
        Enumerable.Range(1, last).Reverse().FirstOrDefault(number => number % modulus == remainder);

    private static int Number(ReadOnlyMemory<byte> body) => int.Parse(body.Span, CultureInfo.InvariantCulture);

    private async Task<string> CommittedAsync(TimelineCommit commit) =>
        Assert.IsType<Committed>(await _fixture.Store.CommitAsync(_chat, commit, Cancellation)).ETag;

    private async Task<int> RequestsAsync(Func<ITimelineStore, Task> work)
    {
        using var network = new CountingHandler();
        await work(_fixture.Create(network));
        return network.Requests;
    }
}
