using System.Security.Cryptography;
using ConnectNow.Files;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Providers.AzureBlobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureBlobs;

/// <summary>Several processes at one account: stores that know nothing of each other.</summary>
public sealed class BlobFileProcessTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const string Container = "file-processes";

    private readonly FileKey _key = new(Secrets.NewId(), Secrets.NewId());
    private readonly BlobFileStore _here = azurite.Files(Container, new HurriedTime());
    private readonly BlobFileStore _there = azurite.Files(Container, new HurriedTime());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await azurite.Account.Blobs.GetBlobContainerClient(Container).CreateIfNotExistsAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Blocks_staged_at_once_by_several_are_all_there_and_completed_once()
    {
        byte[][] contents = [Content(1, FileLimits.BlockSize), Content(2, FileLimits.BlockSize), Content(3, 1000)];
        await Task.WhenAll(contents.SelectMany((content, index) => new[] { StageAsync(_here, index, content), StageAsync(_there, index, content) }));

        var blocks = await _here.StagedAsync(_key, Cancellation);
        var answers = await Task.WhenAll(new[] { _here, _there, _here, _there }.Select(store => store.CompleteAsync(_key, blocks, Cancellation)));
        Assert.All(answers, Assert.True);
        await using var read = await _there.OpenAsync(_key, FilePart.Content, Cancellation);
        Assert.Equal(SHA256.HashData([.. contents.SelectMany(content => content)]), await SHA256.HashDataAsync(read!, Cancellation));
    }

    [Fact]
    public async Task Who_reads_here_what_is_replaced_there_reads_it_or_fails_but_nothing_else()
    {
        var (old, other) = (Content(1, 1_000_000), Content(2, 1_000_000));
        await ReplacedAsync(_here, FilePart.Offered, old);
        await using var reading = await _here.OpenAsync(_key, FilePart.Offered, Cancellation);
        var start = new byte[10_000];
        await reading!.ReadExactlyAsync(start, Cancellation);
        await ReplacedAsync(_there, FilePart.Offered, other);

        Assert.Equal(old[..10_000], start);
        // What was asked for before is still read, what follows is gone.
        await reading.ReadExactlyAsync(start, Cancellation);
        Assert.Equal(old[10_000..20_000], start);
        await Assert.ThrowsAnyAsync<IOException>(() => reading.ReadExactlyAsync(new byte[500_000], Cancellation).AsTask());
        await using var again = await _here.OpenAsync(_key, FilePart.Offered, Cancellation);
        Assert.Equal(SHA256.HashData(other), await SHA256.HashDataAsync(again!, Cancellation));
    }

    [Fact]
    public async Task What_is_staged_here_while_it_is_deleted_there_does_not_outlive_it()
    {
        using var content = new Conformance.HeldStream(Content(1, 100_000));
        var staging = _here.StageAsync(_key, 0, 100_000, SHA256.HashData(Content(1, 100_000)), content, Cancellation);
        await content.Reached;
        await _there.DeleteAsync(_key, Cancellation);
        await StageAsync(_there, 1, Content(2, 10));
        content.Release();

        await Assert.ThrowsAnyAsync<IOException>(() => staging);
        Assert.Equal([1], (await _here.StagedAsync(_key, Cancellation)).Select(block => block.Index));
    }

    [Fact]
    public async Task A_host_makes_the_container_before_it_starts()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAzureStorageAccount(new AzureStorageOptions { ConnectionString = azurite.ConnectionString });
        builder.Services.AddAzureBlobFiles();
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IFileStore>().MarkAsync(FileMark.Of(_key), Cancellation);
        Assert.True(await azurite.Account.Blobs.GetBlobContainerClient("files").ExistsAsync(Cancellation));
        await host.StopAsync(Cancellation);
    }

    private static byte[] Content(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private async Task StageAsync(BlobFileStore store, int index, byte[] content)
    {
        using var stream = new MemoryStream(content);
        Assert.Equal(BlockOutcome.Staged, await store.StageAsync(_key, index, content.Length, SHA256.HashData(content), stream, Cancellation));
    }

    private async Task ReplacedAsync(BlobFileStore store, FilePart part, byte[] content)
    {
        using var stream = new MemoryStream(content);
        await store.ReplaceAsync(_key, part, stream, Cancellation);
    }
}
