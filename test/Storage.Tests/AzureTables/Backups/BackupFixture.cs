using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureTables;
using ConnectNow.Providers.AzureTables.Backups;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureTables.Backups;

/// <summary>A table with chats, another one to restore into, and a container between them.</summary>
public sealed class BackupFixture(AzuriteAccount azurite) : IAsyncLifetime
{
    private readonly string _container = $"b{Guid.NewGuid():N}";

    public TableTimelineFixture From { get; } = new(azurite);

    public TableTimelineFixture To { get; } = new(azurite);

    public BlobContainerClient Container => azurite.Account.Blobs.GetBlobContainerClient(_container);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await From.InitializeAsync();
        await To.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await From.DisposeAsync();
        await To.DisposeAsync();
        await Container.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
    }

    /// <summary>As another process has it, over a network to the table of its own.</summary>
    public TableBackups Of(TableTimelineFixture timelines, HttpMessageHandler? network = null, TimeProvider? time = null, Func<TableBackupOptions, TableBackupOptions>? change = null)
    {
        var options = new TableBackupOptions { Container = _container };
        var client = new TableClientOptions { Retry = { MaxRetries = 0 } };
        if (network is not null) client.Transport = new HttpClientTransport(network);
        return new(
            new TableServiceClient(azurite.ConnectionString, client), azurite.Account.Blobs, timelines.Options, change?.Invoke(options) ?? options,
            time ?? TimeProvider.System, NullLogger<TableBackups>.Instance);
    }

    /// <summary>A chat with rows of every kind: people, files, events with keys and tags, and a body of several pieces.</summary>
    public async Task<string> ChatAsync(string chatId, int events)
    {
        var etag = await CommittedAsync(chatId, new()
        {
            ExpectedETag = null,
            CommitId = $"made {chatId}",
            Head = Last(2),
            Added = [new(1, "p7:a/b ~\u2028\"\\\u0000\uFFFF👩‍👩‍👧", "<&>\u202E"u8.ToArray(), Collected.Files | Collected.Links), new(2, null, Bytes(200_000))],
            Participants = [new("p7", "Ada 🎈"u8.ToArray()), new("p8", Bytes(300))],
            Files = [new("f1", "one"u8.ToArray()), new("f2", "two"u8.ToArray())],
        });
        const int AtOnce = 45;
        for (var seq = 3; seq <= events; seq += AtOnce)
        {
            var added = Enumerable.Range(seq, Math.Min(AtOnce, events - seq + 1))
                .Select(number => new StoredEvent(number, $"k{number}", Bytes(20), number % 10 == 0 ? Collected.Links : Collected.None)).ToArray();
            etag = await CommittedAsync(chatId, new() { ExpectedETag = etag, CommitId = $"{seq}", Head = Last(added[^1].Seq), Added = added });
        }

        return etag;
    }

    public Task<string> CommittedAsync(string chatId, TimelineCommit commit) => CommittedAsync(From.Store, chatId, commit);

    public static async Task<string> CommittedAsync(TableTimelineStore store, string chatId, TimelineCommit commit) =>
        Assert.IsType<Committed>(await store.CommitAsync(chatId, commit, Cancellation)).ETag;

    /// <summary>A head that says the number of the newest event, as a chat's does.</summary>
    public static byte[] Last(long seq) => BitConverter.GetBytes(seq);

    /// <summary>Every row of a table, in full but for what storage sets itself.</summary>
    public static async Task<List<string>> AllAsync(TableTimelineFixture timelines)
    {
        var rows = new List<string>();
        await foreach (var row in timelines.Table.QueryAsync<TableEntity>(cancellationToken: Cancellation))
        {
            var cells = row.Where(cell => cell.Key is not ("odata.etag" or "Timestamp")).OrderBy(cell => cell.Key, StringComparer.Ordinal)
                .Select(cell => $"{cell.Key}={cell.Value.GetType().Name}:{(cell.Value is byte[] bytes ? Convert.ToHexString(bytes) : $"{cell.Value}")}");
            rows.Add(string.Join(' ', cells));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}
