using System.Diagnostics;
using ConnectNow.Bench.Reporting;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNow.Bench.Storage;

/// <summary>What commits reached.</summary>
/// <param name="PerSecond">How many a second.</param>
/// <param name="Latency">How long each took.</param>
/// <param name="CpuMicroseconds">What each took of this process, the bench's own share included.</param>
/// <param name="Pages">How many pages each wrote to the log, which does not depend on what else the machine does.</param>
/// <param name="PerTransaction">How many shared a transaction, and so a sync.</param>
internal sealed record CommitRate(double PerSecond, Histogram Latency, double CpuMicroseconds, double Pages, double PerTransaction);

/// <summary>Chats that each commit one event after the other through the store the product uses, all at once.</summary>
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
        var before = await SpentAsync(database, chats);
        var took = await AllFor(chats, time, record: true);
        var spent = await SpentAsync(database, chats) - before;

        var latency = new Histogram();
        foreach (var chat in chats) latency.Merge(chat.Latency);
        double commits = spent.Commits;
        return new CommitRate(
            commits / took.TotalSeconds, latency, spent.Cpu.TotalMicroseconds / commits, spent.Pages / commits, commits / spent.Transactions);
    }

    private static async Task<Spent> SpentAsync(SqliteDatabase database, IReadOnlyList<Chat> chats) => new(
        chats.Sum(chat => chat.Committed),
        Environment.CpuUsage.TotalTime,
        await database.Writer.RunAsync(0, session => session.PagesWritten, CancellationToken.None),
        database.Writer.Transactions);

    private static async Task<TimeSpan> AllFor(IReadOnlyList<Chat> chats, TimeSpan time, bool record)
    {
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(chats.Select(chat => Task.Run(() => chat.CommitFor(begun, time, record))));
        return Stopwatch.GetElapsedTime(begun);
    }

    private sealed record Spent(long Commits, TimeSpan Cpu, long Pages, long Transactions)
    {
        public static Spent operator -(Spent after, Spent before) => new(
            after.Commits - before.Commits, after.Cpu - before.Cpu, after.Pages - before.Pages, after.Transactions - before.Transactions);
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
