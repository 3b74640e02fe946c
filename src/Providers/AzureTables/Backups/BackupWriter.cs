using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>The files of a backup while it is made: one after the other, each with whole partitions.</summary>
internal sealed class BackupWriter(BackupFolder folder, long fileBytes) : IAsyncDisposable
{
    private readonly List<BackupFile> _files = [];
    private BackupFileWriter? _current;
    private long _rowsOfPartition;

    public long Rows { get; private set; }

    public async Task BeginAsync(string partition, CancellationToken cancellationToken)
    {
        if (_current?.Length >= fileBytes) await CloseAsync(cancellationToken);
        if (_current is null)
        {
            var name = $"timeline-{_files.Count + 1:D5}.jsonl.gz";
            _current = await BackupFileWriter.CreateAsync(folder.Blob(name), name, cancellationToken);
        }

        _rowsOfPartition = 0;
        await _current.WriteAsync(new(BackupLineKind.Begin, partition), cancellationToken);
    }

    public Task WriteAsync(TableEntity row, CancellationToken cancellationToken)
    {
        _rowsOfPartition++;
        return _current!.WriteAsync(BackupLine.Of(row), cancellationToken);
    }

    public Task WriteGoneAsync(string rowKey, CancellationToken cancellationToken) =>
        _current!.WriteAsync(new(BackupLineKind.Gone, rowKey), cancellationToken);

    public Task EndAsync(string partition, bool isVoid, CancellationToken cancellationToken)
    {
        if (!isVoid) Rows += _rowsOfPartition;
        return _current!.WriteAsync(new(isVoid ? BackupLineKind.Void : BackupLineKind.End, partition), cancellationToken);
    }

    /// <summary>All files there are, closed.</summary>
    public async Task<IReadOnlyList<BackupFile>> FinishAsync(CancellationToken cancellationToken)
    {
        if (_current is not null) await CloseAsync(cancellationToken);
        return _files;
    }

    public async ValueTask DisposeAsync()
    {
        if (_current is not null) await _current.DisposeAsync();
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        _files.Add(await _current!.CloseAsync(cancellationToken));
        await _current.DisposeAsync();
        _current = null;
    }
}
