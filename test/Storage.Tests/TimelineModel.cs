using System.Text;
using ConnectNow.Conformance;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using CsCheck;
using Xunit;

namespace ConnectNow.Storage.Tests;

/// <summary>Compares a store with the model: whatever is done to both in whatever order, they answer and hold the same.</summary>
internal static class TimelineModel
{
    /// <summary>What a step does, by small numbers that mean something only beside the chat's state at that moment.</summary>
    private sealed record Step(int Kind, int Chat, int Base, (int Gap, int Key)[] Added, int[] Changed, int[] Participants, int[] Files);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 1],
        Gen.Int[0, 5],
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 30]).Array[0, 4],
        Gen.Int[0, 12].Array[0, 2],
        Gen.Int[0, 3].Array[0, 2],
        Gen.Int[0, 5].Array[0, 3],
        (kind, chat, based, added, changed, participants, files) => new Step(kind, chat, based, added, changed, participants, files));

    /// <summary>Compares them over so many random sequences; a failure prints the seed and the shortest sequence that fails.</summary>
    public static Task SampleAsync(ITimelineStore store, long sequences) =>
        Steps.Array[1, 25].SampleAsync(steps => CompareAsync(store, steps), iter: sequences, threads: 2);

    private static async Task CompareAsync(ITimelineStore store, Step[] steps)
    {
        var run = new Run(store, new ModelTimelineStore(), Guid.NewGuid().ToString("N"));
        foreach (var step in steps)
            await run.TakeAsync(step);
    }

    /// <summary>It is not known whether it was done.</summary>
    private sealed record Unknown : CommitOutcome;

    /// <summary>One sequence, on both stores. ETags differ between them, so each side keeps its own, oldest first.</summary>
    private sealed class Run(ITimelineStore store, ITimelineStore model, string prefix)
    {
        private readonly List<string?>[] _storeETags = [[null], [null]];
        private readonly List<string?>[] _modelETags = [[null], [null]];

        public async Task TakeAsync(Step step)
        {
            var chat = $"{prefix}-{step.Chat}";
            if (step.Kind == 0)
            {
                // Mostly with the newest ETag; the older ones must be refused by both.
                var (mine, theirs) = ETags(step);
                Assert.Equal(await model.EraseAsync(chat, theirs ?? "none"), await store.EraseAsync(chat, mine ?? "none"));
                if (await model.LoadAsync(chat, 0) is null)
                {
                    _storeETags[step.Chat].Add(null);
                    _modelETags[step.Chat].Add(null);
                }
            }
            else
            {
                await CommitAsync(chat, step);
            }

            await CompareAsync(chat, step);
        }

        private async Task CommitAsync(string chat, Step step)
        {
            var (mine, theirs) = ETags(step);
            var last = await model.LoadAsync(chat, 1) is { Tail: [var newest] } ? newest.Seq : 0;
            var there = (await model.LoadAsync(chat, 0))?.Files.Select(file => file.Id).ToList() ?? [];
            var commit = Build(step, last, there);
            var expected = await OutcomeAsync(() => model.CommitAsync(chat, commit with { ExpectedETag = theirs }));
            var actual = await OutcomeAsync(() => store.CommitAsync(chat, commit with { ExpectedETag = mine }));
            if (actual is Unknown)
            {
                // A store across a network that lost an answer can't tell a commit that was overtaken from one that came too late.
                Assert.IsType<Fenced>(expected);
                return;
            }

            Assert.Equal(Describe(expected), Describe(actual));
            if (expected is Committed committed)
            {
                _modelETags[step.Chat].Add(committed.ETag);
                _storeETags[step.Chat].Add(((Committed)actual!).ETag);
            }
        }

        /// <summary>
        /// Added numbers follow the last one, but for a gap of 0 that takes one which may be there; changed ones are there, but for 12:
        /// faults of the caller, on both sides.
        /// </summary>
        private static TimelineCommit Build(Step step, long last, List<string> there)
        {
            // Files are added; those that are there go, but 5 goes in any case, which may be a fault.
            var files = step.Files.Select(number => $"f{number}").Distinct().ToLookup(id => there.Contains(id) || id == "f5");
            var changed = step.Changed.Select(number => number == 12 ? last + 100 : 1 + (number % Math.Max(1, last))).ToArray();
            var added = new List<StoredEvent>();
            foreach (var (gap, key) in step.Added)
            {
                last = gap == 0 ? Math.Max(1, last) : last + 1;
                added.Add(new(last, key < 5 ? null : $"key {key}", Encoding.UTF8.GetBytes($"{Guid.NewGuid()}"), (Collected)(key % 4)));
            }

            return new()
            {
                ExpectedETag = null,
                CommitId = Guid.NewGuid().ToString(),
                Head = Guid.NewGuid().ToByteArray(),
                Added = added,
                Changed = [.. changed.Select(seq => new StoredEvent(seq, null, Guid.NewGuid().ToByteArray(), (Collected)(step.Base % 4)))],
                Participants = [.. step.Participants.Select(id => new StoredParticipant($"p{id}", Guid.NewGuid().ToByteArray()))],
                Files = [.. files[false].Select(id => new StoredFile(id, Guid.NewGuid().ToByteArray()))],
                FilesRemoved = [.. files[true]],
            };
        }

        /// <summary>The newest ETag, or now and then an older one, of the same moment on both sides.</summary>
        private (string? Store, string? Model) ETags(Step step)
        {
            var index = step.Base == 0 ? step.Kind % _storeETags[step.Chat].Count : _storeETags[step.Chat].Count - 1;
            return (_storeETags[step.Chat][index], _modelETags[step.Chat][index]);
        }

        private async Task CompareAsync(string chat, Step step)
        {
            var tail = step.Base * 3;
            Assert.Equal(Describe(await model.LoadAsync(chat, tail)), Describe(await store.LoadAsync(chat, tail)));
            Assert.Equal(Describe(await model.ReadAsync(chat, step.Kind, 5)), Describe(await store.ReadAsync(chat, step.Kind, 5)));
            var tag = step.Kind % 2 == 0 ? Collected.Files : Collected.Links;
            Assert.Equal(Describe(await model.ReadTaggedAsync(chat, tag, tail, 3)), Describe(await store.ReadTaggedAsync(chat, tag, tail, 3)));
            Assert.Equal(await model.FindKeyAsync(chat, $"key {tail}"), await store.FindKeyAsync(chat, $"key {tail}"));
        }

        private static async Task<CommitOutcome?> OutcomeAsync(Func<Task<CommitOutcome>> commit)
        {
            try
            {
                return await commit();
            }
            catch (TimeoutException)
            {
                return new Unknown();
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                return null; // Which exception is the provider's affair.
            }
        }

        private static string Describe(CommitOutcome? outcome) => outcome switch
        {
            null => "fault",
            DuplicateKeys duplicate => string.Join(';', duplicate.Existing.OrderBy(pair => pair.Key, StringComparer.Ordinal)),
            _ => outcome.GetType().Name,
        };

        private static string Describe(StoredTimeline? timeline) => timeline is null ? "no chat" :
            $"{timeline.CommitId} {Convert.ToHexString(timeline.Head.Span)} {Describe(timeline.Tail)} "
            + string.Join(';', timeline.Participants.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => $"{p.Id}={Convert.ToHexString(p.Body.Span)}"))
            + string.Join(';', timeline.Files.OrderBy(f => f.Id, StringComparer.Ordinal).Select(f => $" {f.Id}={Convert.ToHexString(f.Body.Span)}"));

        private static string Describe(IReadOnlyList<StoredEvent> events) =>
            string.Join(';', events.Select(chatEvent => $"{chatEvent.Seq},{chatEvent.Key},{chatEvent.Tags}={Convert.ToHexString(chatEvent.Body.Span)}"));
    }
}
