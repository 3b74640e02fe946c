using ConnectNow.Files;
using ConnectNow.Media;
using ConnectNow.Providers.Files;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>A real store with one file at a time in it, and what inspects it.</summary>
internal sealed class InspectedFile : IDisposable
{
    // In memory where that can be had: thousands of files are synced here, and what that costs is tested elsewhere.
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string _directory = Path.Combine(Root, $"connectnow-media-{Guid.NewGuid():n}");

    public InspectedFile()
    {
        Store = new FolderFileStore(new() { DataDirectory = _directory }, TimeProvider.System);
        Inspector = new(Store);
    }

    public IFileStore Store { get; }

    public FileInspector Inspector { get; }

    public FileKey Key { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Puts a file into the store and inspects it.</summary>
    public async Task<Answer<Attachment>> InspectAsync(byte[] bytes, string name = "file", AttachmentHints? hints = null)
    {
        Key = new(Secrets.NewId(), Secrets.NewId());
        Assert.True(await Store.CompleteAsync(Key, [], Cancellation));
        using var content = new MemoryStream(bytes);
        await Store.ReplaceAsync(Key, FilePart.Content, content, Cancellation);
        return await InspectAgainAsync(name, hints);
    }

    public Task<Answer<Attachment>> InspectAgainAsync(string name = "file", AttachmentHints? hints = null) =>
        Inspector.InspectAsync(Key, name, hints ?? new(), Cancellation);

    /// <summary>Inspects a file that is not refused.</summary>
    public async Task<Attachment> AttachmentAsync(byte[] bytes, string name = "file", AttachmentHints? hints = null)
    {
        var answer = await InspectAsync(bytes, name, hints);
        Assert.Null(answer.Refusal);
        return answer.Value!;
    }

    /// <summary>What is in the store now; null when it is not there.</summary>
    public async Task<byte[]?> BytesAsync(FilePart part = FilePart.Content)
    {
        await using var stream = await Store.OpenAsync(Key, part, Cancellation);
        if (stream is null) return null;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }
}
