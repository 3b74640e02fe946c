using System.Diagnostics;
using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.Grains.Telemetry;

/// <summary>
/// What a silo counts about its chats. On the way of a message: two looks at the clock and three numbers, with nothing allocated, and next
/// to nothing when nobody listens.
/// </summary>
public sealed class ChatMeter
{
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitOperations;
    private readonly StorageMeter _storage;
    private long _chats;
    private long _leases;

    public ChatMeter(IMeterFactory meters, StorageMeter storage)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _storage = storage;
        var meter = meters.Create(TelemetryNames.Meter);
        _messages = meter.CreateCounter<long>("connectnow.messages", "{message}", "Messages committed.");
        _commitDuration = meter.CreateHistogram(
            "connectnow.commit.duration", "s", "Time that storage took for a commit; one that failed bears error.type.", tags: null, Buckets.Seconds);
        _commitOperations = meter.CreateHistogram(
            "connectnow.commit.operations", "{operation}", "Operations that one commit has served.", tags: null, Buckets.Operations);
        meter.CreateObservableUpDownCounter("connectnow.chats.active", () => Volatile.Read(ref _chats), "{chat}", "Chats in the memory of this silo.");
        meter.CreateObservableUpDownCounter(
            "connectnow.leases", () => Volatile.Read(ref _leases), "{lease}", "Leases of frontends on the chats of this silo: pairs of a chat and a frontend that follows it.");
    }

    internal void ChatActivated() => Interlocked.Increment(ref _chats);

    internal void ChatDeactivated() => Interlocked.Decrement(ref _chats);

    internal void LeasesChanged(int by) => Interlocked.Add(ref _leases, by);

    /// <param name="began">As of <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="operations">That the commit has served.</param>
    /// <param name="messages">That are new with it.</param>
    internal void Committed(long began, int operations, int messages)
    {
        _commitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        _commitOperations.Record(operations);
        if (messages > 0) _messages.Add(messages);
    }

    /// <summary>Another activation owns the chat: nothing was committed.</summary>
    internal void Fenced(long began) => _commitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, ErrorTags.Fenced);

    /// <summary>Passes on what storage answers to anything but a commit, and counts when it does not.</summary>
    internal Task<T> Watch<T>(string operation, Task<T> answer) => _storage.Watch(operation, answer);

    /// <summary>Storage failed.</summary>
    internal void CommitFailed(long began, Exception fault)
    {
        _commitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, ErrorTags.Of(fault));
        _storage.Failed(StorageOperation.Commit, fault);
    }
}
