using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ConnectNow.Files;

namespace ConnectNow.Providers.Files;

// A mark is a small file named for what it marks; in it stands when it was left.
public sealed partial class FolderFileStore
{
    private readonly Lock _marking = new();

    public Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default)
    {
        Check(mark);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_marking) Guarded(() => Leave(_paths.Mark(mark)));
        return Task.CompletedTask;
    }

    public Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default)
    {
        Check(mark);
        cancellationToken.ThrowIfCancellationRequested();
        // Not synced: a mark that comes back is settled once more, which does no harm.
        Guarded(() => Disk.DeleteFile(_paths.Mark(mark)));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<FileMark> MarksAsync(
        DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in Guarded(() => FilePaths.Names(_paths.Marks)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (MarkOf(name) is { } mark && await LeftAtAsync(_paths.Mark(mark), cancellationToken).ConfigureAwait(false) is { } time && time <= before)
                yield return mark;
        }
    }

    private static void Check(FileMark mark)
    {
        if (!Secrets.IsId(mark.ChatId) || (mark.FileId is not null && !Secrets.IsId(mark.FileId)))
            throw new ArgumentException("Not ids of a chat and of a file.", nameof(mark));
    }

    private static FileMark? MarkOf(string name) => name.Split('.') switch
    {
        [var chat] when Secrets.IsId(chat) => new(chat, null),
        [var chat, var file] when Secrets.IsId(chat) && Secrets.IsId(file) => new(chat, file),
        _ => null,
    };

    private void Leave(string path)
    {
        using var file = Disk.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (file.Length == 0) file.Write(Encoding.ASCII.GetBytes(_time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)));

        // Also when it was there: the process that left it may have died before this step.
        Disk.Sync(file);
        Disk.SyncFolder(_paths.Marks);
    }

    /// <summary>
    /// When the mark was left, long ago when a crash has cut that short: better to look once too often. Null when it is gone.
    /// </summary>
    private async Task<DateTimeOffset?> LeftAtAsync(string path, CancellationToken cancellationToken)
    {
        if (Guarded(() => TryOpen(path)) is not { } file) return null;
        await using var opened = file.ConfigureAwait(false);
        using var reader = new StreamReader(file, Encoding.ASCII);
        var text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : DateTimeOffset.MinValue;
    }
}
