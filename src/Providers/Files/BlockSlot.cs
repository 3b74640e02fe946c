using ConnectNow.Files;
using ConnectNow.Grains.Files;

namespace ConnectNow.Providers.Files;

/// <summary>
/// Where one block on its way is written: at its place in the content while nothing is staged there, otherwise into a file beside it;
/// nowhere when the same block is staged already and has only to be verified. Disposing drops what was not kept.
/// </summary>
internal sealed class BlockSlot : IAsyncDisposable
{
    private readonly FileInUse? _inUse;
    private readonly FileStream? _file;

    private BlockSlot(JournalEntry entry) => Entry = entry;

    private BlockSlot(JournalEntry entry, FileInUse inUse, FileStream file)
        : this(entry) => (_inUse, _file) = (inUse, file);

    public JournalEntry Entry { get; }

    public bool IsVerifying => _file is null;

    /// <summary>The journal has it.</summary>
    public bool IsKept { get; set; }

    public static BlockSlot Verifying(JournalEntry entry) => new(entry);

    public static BlockSlot Writing(string staging, JournalEntry entry, FileInUse inUse, bool mayBeInPlace)
    {
        var inPlace = mayBeInPlace && inUse.TryTake(entry.Index);
        var placed = inPlace ? entry : entry with { Beside = Random.Shared.NextInt64(1, long.MaxValue) };
        try
        {
            return new(placed, inUse, inPlace
                ? Disk.Open(FilePaths.Content(staging), FileMode.OpenOrCreate, FileAccess.Write)
                : Disk.Open(FilePaths.Beside(staging, placed.Index, placed.Beside), FileMode.CreateNew, FileAccess.Write));
        }
        catch
        {
            if (inPlace) inUse.GiveBack(entry.Index);
            throw;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, int at, CancellationToken cancellationToken) =>
        _file is null ? ValueTask.CompletedTask : RandomAccess.WriteAsync(_file.SafeFileHandle, piece, Offset + at, cancellationToken);

    public void Sync()
    {
        if (_file is not null) Disk.Sync(_file);
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is null) return;
        await _file.DisposeAsync().ConfigureAwait(false);
        if (Entry.Beside == 0) _inUse!.GiveBack(Entry.Index);
        else if (!IsKept) Disk.DeleteFile(_file.Name);
    }

    private long Offset => Entry.Beside == 0 ? (long)Entry.Index * FileLimits.BlockSize : 0;
}
