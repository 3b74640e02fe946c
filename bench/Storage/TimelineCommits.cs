using System.Diagnostics;
using ConnectNow.Bench.Reporting;
using ConnectNow.Grains.Chats;
using ConnectNow.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNow.Bench.Storage;

/// <summary>What commits reached: how many a second, how long each took, and the CPU each took of this process, the bench's own share included.</summary>
internal sealed record CommitRate(double PerSecond, Histogram Latency, double CpuMicroseconds);

/// <summary>Chats that each commit one entry after the other through the store the product uses, all at once.</summary>
internal static class TimelineCommits
{
    public const int Chats = 256;
    public const int BodyBytes = 300;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task<CommitRate> RunAsync(string directory, TimeSpan time)
    {
        var options = new SqliteStorageOptions { DataDirectory = directory };
        await using var database = SqliteDatabase.Open(options, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        var store = new SqliteTimelineStore(database);
        var chats = Enumerable.Range(0, Chats).Select(_ => new Chat(store)).ToList();
        await AllFor(chats, WarmUp, record: false);
        var committed = chats.Sum(chat => chat.Committed);
        var cpu = Environment.CpuUsage.TotalTime;
        var took = await AllFor(chats, time, record: true);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        committed = chats.Sum(chat => chat.Committed) - committed;

        var latency = new Histogram();
        foreach (var chat in chats) latency.Merge(chat.Latency);
        return new CommitRate(committed / took.TotalSeconds, latency, cpu.TotalMicroseconds / committed);
    }

    private static async Task<TimeSpan> AllFor(IReadOnlyList<Chat> chats, TimeSpan time, bool record)
    {
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(chats.Select(chat => Task.Run(() => chat.CommitFor(begun, time, record))));
        return Stopwatch.GetElapsedTime(begun);
    }

    private sealed class Chat(SqliteTimelineStore store)
    {
        private readonly string _id = Guid.NewGuid().ToString("N")[..16];
        private readonly byte[] _body = Noise();
        private readonly byte[] _head = Noise();
        private string? _etag;

        public Histogram Latency { get; } = new();

        public long Committed { get; private set; }

        public async Task CommitFor(long begun, TimeSpan time, bool record)
        {
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                var from = Stopwatch.GetTimestamp();
                var outcome = await store.CommitAsync(_id, new TimelineCommit
                {
                    ExpectedETag = _etag,
                    CommitId = Guid.NewGuid().ToString("N"),
                    Head = _head,
                    Added = [new StoredEvent(Committed + 1, Guid.NewGuid().ToString(), _body)],
                });
                if (record) Latency.Add(from, Stopwatch.GetTimestamp());
                _etag = outcome is Committed done ? done.ETag : throw new InvalidOperationException($"Nobody else writes to this chat, yet: {outcome}");
                Committed++;
            }
        }

        private static byte[] Noise()
        {
            var bytes = new byte[BodyBytes];
            Random.Shared.NextBytes(bytes);
            return bytes;
        }
    }
}
