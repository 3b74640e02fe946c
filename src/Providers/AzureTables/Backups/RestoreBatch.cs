using Azure;
using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>
/// Rows of one partition on their way into the table, as many at a time as a transaction takes. Written twice they are the same.
/// </summary>
internal sealed class RestoreBatch(TableClient table, string partition)
{
    private const int MaxLength = 3 << 20;
    private const int Surroundings = 1024;

    private readonly Dictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);
    private long _length;

    public async Task AddAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var length = LengthOf(row);
        if (_rows.Count == TimelineTransaction.MaxOperations || _length + length > MaxLength || _rows.ContainsKey(row.RowKey)) await FlushAsync(cancellationToken);
        row.PartitionKey = partition;
        _rows.Add(row.RowKey, row);
        _length += length;
    }

    public async Task RemoveAsync(string rowKey, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        // Of one that is not there it says nothing.
        await table.DeleteEntityAsync(partition, rowKey, ETag.All, cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows.Count == 0) return;
        await table.SubmitTransactionAsync(_rows.Values.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        _rows.Clear();
        _length = 0;
    }

    /// <summary>At most, as it is sent.</summary>
    private static long LengthOf(TableEntity row) => Surroundings + row.Sum(cell => cell.Value switch
    {
        byte[] bytes => (bytes.Length + 2L) / 3 * 4,
        string text => text.Length * 6L,
        _ => 0,
    });
}
