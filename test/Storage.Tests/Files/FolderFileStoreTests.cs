using ConnectNow.Conformance;
using ConnectNow.Files;
using ConnectNow.Grains;
using ConnectNow.Providers.Files;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.Files;

public sealed class FolderFileStoreTests : FileStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly FolderFileStore _store;

    public FolderFileStoreTests() => _store = Open();

    protected override IFileStore Store => _store;

    protected override DateTimeOffset Now => _time.GetUtcNow();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_full_disk_is_said_in_a_sentence_and_what_was_staged_stays()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        var key = new FileKey(Secrets.NewId(), Secrets.NewId());
        var small = await StagedAsync(key, 1, Content(10));
        var content = Path.Combine(FolderOf(key), "staging", "content");
        File.Delete(content);
        File.CreateSymbolicLink(content, "/dev/full");

        var fault = await Assert.ThrowsAsync<IOException>(() => StagedAsync(key, 0, Content(1000)));
        Assert.Equal($"There is no space left for files in {Path.Combine(_directory.Path, "files")}.", fault.Message);
        Assert.Equal(Shown([small]), Shown(await Store.StagedAsync(key, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Only_the_owner_may_read_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        var key = new FileKey(Secrets.NewId(), Secrets.NewId());
        await CompletedAsync(key, Content(10));
        await ReplaceAsync(key, FilePart.Preview, Content(10));
        await StagedAsync(key, 0, Content(20));
        await Store.MarkAsync(FileMark.Of(key), TestContext.Current.CancellationToken);

        var root = Path.Combine(_directory.Path, "files");
        var entries = Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories);
        Assert.InRange(entries.Length, 9, 20);
        foreach (var entry in entries.Append(root))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
    }

    [Fact]
    public async Task What_a_crash_has_left_is_removed_by_the_next_who_writes_there()
    {
        var key = new FileKey(Secrets.NewId(), Secrets.NewId());
        await CompletedAsync(key, Content(10));
        var left = Path.Combine(FolderOf(key), "whole-1", "left.part");
        await File.WriteAllTextAsync(left, "half of it", TestContext.Current.CancellationToken);

        await ReplaceAsync(key, FilePart.Content, Content(20));
        Assert.False(File.Exists(left));
        Assert.Equal(Content(20), await ReadAsync(key));
    }

    [Fact]
    public async Task A_journal_entry_that_was_cut_short_is_none()
    {
        var key = new FileKey(Secrets.NewId(), Secrets.NewId());
        var first = await StagedAsync(key, 0, FullBlock(1));
        await StagedAsync(key, 1, Content(10));
        var journal = Path.Combine(FolderOf(key), "staging", "blocks");
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        foreach (var cut in new[] { bytes[..^1], bytes[..65], [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] })
        {
            await File.WriteAllBytesAsync(journal, cut, TestContext.Current.CancellationToken);
            Assert.Equal(Shown([first]), Shown(await Reopened().StagedAsync(key, TestContext.Current.CancellationToken)));
        }

        await StagedAsync(key, 1, Content(10));
        Assert.True(await Store.CompleteAsync(key, [first, Block(1, Content(10))], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_said_in_a_sentence()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "file"), "");
        var fault = Assert.Throws<StorageUnavailableException>(
            () => new FolderFileStore(new() { DataDirectory = Path.Combine(_directory.Path, "file") }, _time));
        Assert.StartsWith("The folder for files ", fault.Message, StringComparison.Ordinal);
    }

    protected override IFileStore Reopened() => Open();

    protected override void Advance(TimeSpan time) => _time.Advance(time);

    private string FolderOf(FileKey key) => Path.Combine(_directory.Path, "files", key.ChatId[..2], key.ChatId, key.FileId);

    private FolderFileStore Open() => new(new() { DataDirectory = _directory.Path }, _time);
}
