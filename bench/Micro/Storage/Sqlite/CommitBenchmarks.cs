using BenchmarkDotNet.Attributes;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNow.Micro.Storage.Sqlite;

/// <summary>
/// Commits of one message each through the store, on the disk of temporary files: one chat, and 200 at once that share the writer's
/// transactions.
/// </summary>
public class CommitBenchmarks
{
    private const int Chats = 200;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"connectnow-micro-{Guid.NewGuid():N}");
    private readonly string?[] _etags = new string?[Chats];
    private SqliteDatabase _database = null!;
    private SqliteTimelineStore _store = null!;
    private long _seq;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var options = new SqliteStorageOptions { DataDirectory = _directory };
        _database = SqliteDatabase.Open(options, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        _store = new SqliteTimelineStore(_database);
        await AllChats();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark]
    public Task OneChat() => CommitAsync(0, ++_seq);

    [Benchmark(OperationsPerInvoke = Chats)]
    public Task AllChats()
    {
        var seq = ++_seq;
        return Task.WhenAll(Enumerable.Range(0, Chats).Select(chat => CommitAsync(chat, seq)));
    }

    private async Task CommitAsync(int chat, long seq)
    {
        var commit = new TimelineCommit { ExpectedETag = _etags[chat], CommitId = Guid.NewGuid().ToString("N"), Head = new byte[300], Added = [TimelineCodec.Write(Sample.Message(seq))] };
        _etags[chat] = await _store.CommitAsync($"chat {chat}", commit) is Committed done ? done.ETag : throw new InvalidOperationException("Nobody else writes to these chats.");
    }
}
