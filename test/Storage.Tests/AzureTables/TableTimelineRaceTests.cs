using System.Collections.Concurrent;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.TableTimelineFixture;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>Several processes that all believe a chat to be theirs, each over a network that breaks.</summary>
public sealed class TableTimelineRaceTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const int Writers = 4;
    private const int CommitsEach = 12;

    private readonly TableTimelineFixture _fixture = new(azurite);
    private readonly string _chat = $"chat-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_was_acknowledged_is_there_once_and_what_was_refused_is_not_whoever_wrote_beside()
    {
        var outcomes = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, outcomes), Cancellation)));

        var events = await _fixture.Store.ReadAsync(_chat, 1, int.MaxValue, Cancellation);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(chatEvent => chatEvent.Seq));
        var times = events.ToLookup(chatEvent => chatEvent.Key!);
        Assert.All(times, key => Assert.Single(key));
        Assert.All(outcomes, attempt => Assert.True(
            attempt.Value switch { "done" => times.Contains(attempt.Key), "fenced" => !times.Contains(attempt.Key), _ => true },
            $"{attempt.Key} was {attempt.Value}, and is {(times.Contains(attempt.Key) ? "there" : "not there")}."));
        Assert.Equal(Writers * CommitsEach, outcomes.Count(attempt => attempt.Value == "done"));
        Assert.InRange(events.Count, Writers * CommitsEach, outcomes.Count);
    }

    /// <summary>Loads and commits as an activation does; begins again whenever another was faster.</summary>
    private async Task WriteAsync(int writer, ConcurrentDictionary<string, string> outcomes)
    {
        var fates = Enum.GetValues<Fate>();
        var asked = writer;
        using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) is var number && number % 5 == 0 ? fates[number / 5 % fates.Length] : Fate.Passes);
        var store = _fixture.Create(network);
        var loaded = await store.LoadAsync(_chat, 1, Cancellation);
        var (etag, last) = (loaded?.ETag, loaded?.Tail is [var newest] ? newest.Seq : 0);
        for (var (done, number) = (0, 0); done < CommitsEach; number++)
        {
            var key = $"{writer}-{number}";
            try
            {
                var outcome = await store.CommitAsync(_chat, Commit(etag, Event(last + 1, key)), Cancellation);
                outcomes[key] = outcome is Committed ? "done" : "fenced";
                if (outcome is Committed(var next))
                {
                    (etag, last) = (next, last + 1);
                    done++;
                    continue;
                }
            }
            catch (TimeoutException)
            {
                outcomes[key] = "unknown";
            }

            loaded = await store.LoadAsync(_chat, 1, Cancellation);
            (etag, last) = (loaded?.ETag, loaded?.Tail is [var latest] ? latest.Seq : 0);
        }
    }
}
