using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>A table of its own: the emulator looks at every row of a table for each query.</summary>
public sealed class TableTimelineFixture(AzuriteAccount azurite) : IAsyncLifetime
{
    /// <summary>However busy this machine is.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public TableTimelineOptions Options { get; } = new() { TableName = $"t{Guid.NewGuid():N}", Timeout = Timeout };

    public TableTimelineStore Store { get; private set; } = null!;

    /// <summary>The table itself.</summary>
    public TableClient Table => azurite.Account.Tables.GetTableClient(Options.TableName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = Create();
        await Store.CreateAsync(Cancellation);
    }

    public async ValueTask DisposeAsync() => await azurite.Account.Tables.DeleteTableAsync(Options.TableName, CancellationToken.None);

    /// <summary>Another store on the same table, as another process has one, over a network of its own.</summary>
    public TableTimelineStore Create(HttpMessageHandler? network = null, TimeProvider? time = null) => new(
        ClientOf(network, 3), ClientOf(network, 0), Options, time ?? TimeProvider.System, NullLogger<TableTimelineStore>.Instance);

    /// <summary>All rows that a chat has, whatever they are.</summary>
    public async Task<List<TableEntity>> RowsAsync(string chatId)
    {
        var rows = new List<TableEntity>();
        var partition = RowKeys.Partition(chatId);
        await foreach (var row in Table.QueryAsync<TableEntity>(row => row.PartitionKey == partition, cancellationToken: Cancellation)) rows.Add(row);
        return rows;
    }

    /// <summary>All that can be read of a chat, as text.</summary>
    public async Task<string> DescribeAsync(string chatId)
    {
        if (await Store.LoadAsync(chatId, int.MaxValue, Cancellation) is not { } chat) return "no chat";
        return $"{chat.ETag} {chat.CommitId} {Convert.ToHexString(chat.Head.Span)} "
            + string.Join(';', chat.Participants.Select(person => $"{person.Id}={Convert.ToHexString(person.Body.Span)}"))
            + string.Join(';', chat.Files.Select(file => $"{file.Id}={Convert.ToHexString(file.Body.Span)}"))
            + string.Join(';', chat.Tail.Select(chatEvent => $"{chatEvent.Seq},{chatEvent.Key},{chatEvent.Tags}={Convert.ToHexString(chatEvent.Body.Span)}"));
    }

    /// <summary>A commit with an id of its own.</summary>
    public static TimelineCommit Commit(string? etag, params StoredEvent[] added) => new()
    {
        ExpectedETag = etag,
        CommitId = Guid.NewGuid().ToString("N"),
        Head = Guid.NewGuid().ToByteArray(),
        Added = added,
    };

    public static StoredEvent Event(long seq, string? key = null) => new(seq, key, Guid.NewGuid().ToByteArray());

    private TableServiceClient ClientOf(HttpMessageHandler? network, int retries)
    {
        var options = new TableClientOptions { Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) } };
        if (network is not null) options.Transport = new HttpClientTransport(network);
        return new TableServiceClient(azurite.ConnectionString, options);
    }
}
