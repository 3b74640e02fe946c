using Azure;
using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>What was restored.</summary>
/// <param name="Name">Of the backup.</param>
/// <param name="Chats">Chats, without those that were erased.</param>
/// <param name="Rows">Rows that were written.</param>
public sealed record RestoredBackup(string Name, long Chats, long Rows);

/// <summary>Restoring. A chat's head is written last: until then there is no such chat for anybody.</summary>
public sealed partial class TableBackups
{
    /// <summary>
    /// Restores all chats into a table that is empty, or in which the same was begun. No silo may run in the meantime. All files are read
    /// and verified before anything is written.
    /// </summary>
    /// <param name="name">Which backup; null: the newest.</param>
    /// <param name="cancellationToken">Ends it; it can be called again.</param>
    /// <exception cref="BackupException">It was not restored, with the reason.</exception>
    public async Task<RestoredBackup> RestoreAsync(string? name, CancellationToken cancellationToken)
    {
        var folder = await ChooseAsync(name, cancellationToken);
        var manifest = await folder.ManifestAsync(cancellationToken);
        var marks = new RestoreProgress(_table);
        await MustBeEmptyAsync(marks, folder.Name, cancellationToken);
        var sections = await VerifyAsync(folder, manifest.Files, null, cancellationToken);
        await marks.SetAsync(RestoreProgress.Everything, folder.Name, cancellationToken);
        var rows = 0L;
        foreach (var file in manifest.Files)
        {
            rows += await WriteAsync(folder, file, sections.Where(section => section.File == file.Name), (batch, head) => batch.AddAsync(head, cancellationToken), cancellationToken);
        }

        await marks.RemoveAsync(RestoreProgress.Everything, cancellationToken);
        return new(folder.Name, manifest.Chats, rows);
    }

    /// <summary>Restores one chat that is not in the table, or was erased. Silos may run.</summary>
    /// <inheritdoc cref="RestoreAsync(string?, CancellationToken)"/>
    public async Task<RestoredBackup> RestoreChatAsync(string? name, string chatId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        var folder = await ChooseAsync(name, cancellationToken);
        var manifest = await folder.ManifestAsync(cancellationToken);
        var partition = RowKeys.Partition(chatId);
        var marks = new RestoreProgress(_table);
        var was = await TimelineHead.ReadAsync(_table, partition, cancellationToken);
        if (await MustBeAbsentAsync(marks, chatId, was, folder.Name, cancellationToken)) return new(folder.Name, 1, 0);
        var files = manifest.Files.Where(file => string.CompareOrdinal(file.First, partition) <= 0 && string.CompareOrdinal(partition, file.Last) <= 0);
        if (await VerifyAsync(folder, files, partition, cancellationToken) is not [.., { IsChat: true } section])
            throw new BackupException($"The backup {folder.Name} has no chat {chatId}.");

        await marks.SetAsync(partition, folder.Name, cancellationToken);
        var rows = await WriteAsync(folder, files.Single(file => file.Name == section.File), [section], (_, head) => WriteHeadAsync(chatId, head, was, cancellationToken), cancellationToken);
        await marks.RemoveAsync(partition, cancellationToken);
        return new(folder.Name, 1, rows);
    }

    private async Task<BackupFolder> ChooseAsync(string? name, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (name is not null) return new BackupFolder(_container, name);
        var newest = (await BackupFolder.AllAsync(_container, cancellationToken)).FirstOrDefault(backup => backup.IsFinished).Folder;
        return newest ?? throw new BackupException($"There is no finished backup in {_container.Uri}.");
    }

    private async Task MustBeEmptyAsync(RestoreProgress marks, string backup, CancellationToken cancellationToken)
    {
        if (await marks.FindAsync(RestoreProgress.Everything, cancellationToken) is { } begun)
        {
            if (begun != backup) throw RestoreProgress.Unfinished(RestoreProgress.Everything, begun);
        }
        else if (await NextPartitionAsync("", cancellationToken) is not null)
        {
            throw new BackupException($"The table {_table.Name} holds something already: a backup is restored into an empty one, or one chat of it with --chat.");
        }
    }

    /// <summary>Whether it is restored already: only the mark of that was left.</summary>
    private static async Task<bool> MustBeAbsentAsync(
        RestoreProgress marks, string chatId, TimelineHead? was, string backup, CancellationToken cancellationToken)
    {
        var partition = RowKeys.Partition(chatId);
        if (await marks.FindAsync(RestoreProgress.Everything, cancellationToken) is { } all) throw RestoreProgress.Unfinished(RestoreProgress.Everything, all);
        var begun = await marks.FindAsync(partition, cancellationToken);
        if (begun is not null && begun != backup) throw RestoreProgress.Unfinished(partition, begun);
        if (was is { Erased: true, Cleared: false }) throw new BackupException($"The chat {chatId} was erased and its rows are still being removed: try again in a minute.");
        if (begun is not null)
        {
            if (was is not { IsLive: true }) return false;
            await marks.RemoveAsync(partition, cancellationToken);
            return true;
        }

        if (was is { IsLive: true }) throw new BackupException($"The chat {chatId} is there: only one that is not, or was erased, can be restored.");
        return false;
    }

    /// <summary>Reads whole files, and says which of the partitions in them must be restored: those that were not read in vain.</summary>
    private static async Task<List<Section>> VerifyAsync(
        BackupFolder folder, IEnumerable<BackupFile> files, string? wanted, CancellationToken cancellationToken)
    {
        var reader = new BackupReader(folder);
        var sections = new List<Section>();
        foreach (var file in files)
        {
            var (partition, isChat) = ("", false);
            await reader.VerifyAsync(file, Note, cancellationToken);

            void Note(int number, BackupLine line)
            {
                if (line.Kind == BackupLineKind.Begin) (partition, isChat) = (line.Key, false);
                if (line is { Kind: BackupLineKind.Row, Key: RowKeys.Head, Row: { } head }) isChat = head.GetBoolean("Erased") is not true;
                if (line.Kind == BackupLineKind.End && (wanted is null || wanted == partition)) sections.Add(new(file.Name, number, isChat));
            }
        }

        return sections;
    }

    /// <summary>Writes partitions of a file; how many rows.</summary>
    private async Task<long> WriteAsync(
        BackupFolder folder, BackupFile file, IEnumerable<Section> wanted, Func<RestoreBatch, TableEntity, Task> writeHead, CancellationToken cancellationToken)
    {
        var sections = wanted.Select(section => section.Number).ToHashSet();
        var rows = 0L;
        RestoreBatch? batch = null;
        await foreach (var (section, line) in new BackupReader(folder).LinesAsync(file, cancellationToken))
        {
            if (!sections.Contains(section)) continue;
            switch (line.Kind)
            {
                case BackupLineKind.Begin:
                    batch = new RestoreBatch(_table, line.Key);
                    break;
                case BackupLineKind.Row when line.Key == RowKeys.Head:
                    await batch!.FlushAsync(cancellationToken);
                    await writeHead(batch, line.Row!);
                    rows++;
                    break;
                case BackupLineKind.Row:
                    await batch!.AddAsync(line.Row!, cancellationToken);
                    rows++;
                    break;
                case BackupLineKind.Gone:
                    await batch!.RemoveAsync(line.Key, cancellationToken);
                    break;
                case BackupLineKind.End:
                    await batch!.FlushAsync(cancellationToken);
                    break;
            }
        }

        return rows;
    }

    /// <summary>Unless the chat was made in the meantime.</summary>
    private async Task WriteHeadAsync(string chatId, TableEntity head, TimelineHead? was, CancellationToken cancellationToken)
    {
        head.PartitionKey = RowKeys.Partition(chatId);
        try
        {
            if (was is null) await _table.AddEntityAsync(head, cancellationToken);
            else await _table.UpdateEntityAsync(head, was.Version.Head, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException fault) when (StorageAnswer.IsConflict(fault))
        {
            throw new BackupException($"The chat {chatId} was made in the meantime, or an answer of storage was lost. Restore it again to find out.", fault);
        }
    }

    /// <param name="File">The file it is in.</param>
    /// <param name="Number">Which partition of that file it is.</param>
    /// <param name="IsChat">Whether it is a chat that was not erased.</param>
    private sealed record Section(string File, int Number, bool IsChat);
}
