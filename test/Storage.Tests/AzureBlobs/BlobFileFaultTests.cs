using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ConnectNow.Files;
using ConnectNow.Providers.AzureBlobs;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureBlobs;

/// <summary>A network that breaks anywhere, for a moment or for good, which is also how a process dies as storage sees it.</summary>
public sealed class BlobFileFaultTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const string Container = "file-faults";

    private readonly HurriedTime _time = new();
    private BlobContainerClient _container = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _container = azurite.Account.Blobs.GetBlobContainerClient(Container);
        await _container.CreateIfNotExistsAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(Fate.LosesItsAnswer, Fate.LosesItsAnswer)]
    [InlineData(Fate.NeverArrives, Fate.IsTurnedAway)]
    public async Task Whichever_request_breaks_once_everything_is_answered_as_if_none_had(Fate even, Fate odd)
    {
        var broken = 0;
        for (var number = 0; broken == number; number++)
        {
            var asked = -1;
            var fate = number % 2 == 0 ? even : odd;
            using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) == number ? fate : Fate.Passes);
            await LiveAsync(azurite.Files(Container, _time, network), NewKey());
            broken += network.Faults;
        }

        Assert.InRange(broken, 20, 60);
    }

    [Theory]
    [InlineData(Fate.LosesItsAnswer)]
    [InlineData(Fate.NeverArrives)]
    public async Task Wherever_replacing_ends_for_good_one_content_or_the_other_is_there_whole(Fate fate)
    {
        for (var (number, hasEnded) = (0, true); hasEnded; number++)
        {
            var key = NewKey();
            await CompletedAsync(Store(), key, 1000);
            var asked = -1;
            using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) >= number ? fate : Fate.Passes);
            hasEnded = !await DoneAsync(() => ReplaceAsync(azurite.Files(Container, _time, network), key, 2000));

            var read = await ReadAsync(key);
            byte[][] possible = hasEnded ? [Content(1000), Content(2000)] : [Content(2000)];
            Assert.Contains(read, possible);
            await ReplaceAsync(Store(), key, 3000);
            Assert.Equal(Content(3000), await ReadAsync(key));
        }
    }

    [Theory]
    [InlineData(Fate.LosesItsAnswer)]
    [InlineData(Fate.NeverArrives)]
    public async Task Wherever_completing_ends_for_good_it_can_be_done_again(Fate fate)
    {
        for (var (number, hasEnded) = (0, true); hasEnded; number++)
        {
            var key = NewKey();
            var block = await StagedAsync(Store(), key, 1000);
            var asked = -1;
            using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) >= number ? fate : Fate.Passes);
            hasEnded = !await DoneAsync(() => azurite.Files(Container, _time, network).CompleteAsync(key, [block], Cancellation));

            Assert.True(await Store().CompleteAsync(key, [block], Cancellation));
            Assert.Equal(Content(1000), await ReadAsync(key));
            Assert.Empty(await Store().StagedAsync(key, Cancellation));
        }
    }

    [Fact]
    public async Task An_upload_whose_completion_died_takes_blocks_again_after_a_minute()
    {
        var key = NewKey();
        var block = await StagedAsync(Store(), key, 1000);
        // Its manifest is read and closed; the rest never arrives.
        var asked = -1;
        using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) >= 2 ? Fate.NeverArrives : Fate.Passes);
        await Assert.ThrowsAnyAsync<IOException>(() => azurite.Files(Container, _time, network).CompleteAsync(key, [block], Cancellation));

        await Assert.ThrowsAnyAsync<IOException>(() => StagedAsync(Store(), key, 2000));
        _time.Ahead = TimeSpan.FromMinutes(2);
        await CompletedAsync(Store(), key, 2000);
        Assert.Equal(Content(2000), await ReadAsync(key));
    }

    [Fact]
    public async Task Blocks_that_storage_has_let_go_are_asked_for_again()
    {
        var key = NewKey();
        var block = await StagedAsync(Store(), key, 1000);
        var waiting = await _container.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{key.ChatId}/{key.FileId}/part-", States = BlobStates.Uncommitted }, Cancellation).SingleAsync(Cancellation);
        await _container.GetBlockBlobClient(waiting.Name).CommitBlockListAsync([], cancellationToken: Cancellation);
        await _container.DeleteBlobAsync(waiting.Name, cancellationToken: Cancellation);

        Assert.False(await Store().CompleteAsync(key, [block], Cancellation));
        Assert.Empty(await Store().StagedAsync(key, Cancellation));
        await CompletedAsync(Store(), key, 1000);
        Assert.Equal(Content(1000), await ReadAsync(key));
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_said_in_a_sentence_without_a_name_or_a_key()
    {
        using var network = new FaultyHandler(_ => Fate.IsTurnedAway);
        var (store, key) = (azurite.Files(Container, _time, network), NewKey());
        Func<Task>[] calls =
        [
            () => StagedAsync(store, key, 10), () => store.StagedAsync(key, Cancellation), () => store.CompleteAsync(key, [], Cancellation),
            () => ReplaceAsync(store, key, 10), () => store.OpenAsync(key, FilePart.Content, Cancellation), () => store.DeleteAsync(key, Cancellation),
            () => store.DeleteChatAsync(key.ChatId, Cancellation), () => store.MarkAsync(FileMark.Of(key), Cancellation),
            () => store.UnmarkAsync(FileMark.Of(key), Cancellation), async () => await store.MarksAsync(_time.GetUtcNow(), Cancellation).ToListAsync(Cancellation),
        ];
        foreach (var call in calls)
        {
            var fault = await Assert.ThrowsAnyAsync<IOException>(call);
            Assert.Contains("torage", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(key.FileId, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deleted_file_leaves_no_byte_behind_not_even_of_an_upload()
    {
        var key = NewKey();
        await CompletedAsync(Store(), key, 1000);
        await ReplaceAsync(Store(), key, 2000);
        await StagedAsync(Store(), key, 3000);

        await Store().DeleteAsync(key, Cancellation);
        var left = _container.GetBlobsAsync(new GetBlobsOptions { Prefix = key.ChatId, States = BlobStates.Uncommitted }, Cancellation);
        Assert.Empty(await left.ToListAsync(Cancellation));
    }

    private static FileKey NewKey() => new(Secrets.NewId(), Secrets.NewId());

    private static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static async Task<StagedBlock> StagedAsync(BlobFileStore store, FileKey key, int length)
    {
        var block = new StagedBlock(0, SHA256.HashData(Content(length)));
        using var content = new MemoryStream(Content(length));
        Assert.Equal(BlockOutcome.Staged, await store.StageAsync(key, 0, length, block.Sha256, content, Cancellation));
        return block;
    }

    private static async Task CompletedAsync(BlobFileStore store, FileKey key, int length) =>
        Assert.True(await store.CompleteAsync(key, [await StagedAsync(store, key, length)], Cancellation));

    private static async Task ReplaceAsync(BlobFileStore store, FileKey key, int length, FilePart part = FilePart.Content)
    {
        using var content = new MemoryStream(Content(length));
        await store.ReplaceAsync(key, part, content, Cancellation);
    }

    private static async Task<byte[]?> ReadAsync(BlobFileStore store, FileKey key)
    {
        await using var stream = await store.OpenAsync(key, FilePart.Content, Cancellation);
        if (stream is null) return null;
        var read = new byte[stream.Length];
        await stream.ReadExactlyAsync(read, Cancellation);
        return read;
    }

    /// <summary>False when it failed as a fault of storage must.</summary>
    private static async Task<bool> DoneAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>All that can be done to a file, each with the answer it must have.</summary>
    private async Task LiveAsync(BlobFileStore store, FileKey key)
    {
        await store.MarkAsync(FileMark.Of(key), Cancellation);
        Assert.Contains(FileMark.Of(key), await store.MarksAsync(_time.GetUtcNow(), Cancellation).ToListAsync(Cancellation));
        await CompletedAsync(store, key, 1000);
        Assert.Equal(Content(1000), await ReadAsync(store, key));
        await ReplaceAsync(store, key, 500);
        await ReplaceAsync(store, key, 100, FilePart.Preview);
        Assert.Equal(Content(500), await ReadAsync(store, key));
        await store.DeleteAsync(key, Cancellation);
        Assert.Null(await ReadAsync(store, key));
        await store.UnmarkAsync(FileMark.Of(key), Cancellation);
        Assert.DoesNotContain(FileMark.Of(key), await store.MarksAsync(_time.GetUtcNow(), Cancellation).ToListAsync(Cancellation));
    }

    private BlobFileStore Store() => azurite.Files(Container, _time);

    private Task<byte[]?> ReadAsync(FileKey key) => ReadAsync(Store(), key);
}
