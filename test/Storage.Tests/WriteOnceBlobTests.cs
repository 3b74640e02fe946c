using ConnectNow.Providers.AzureAccount;
using Xunit;

namespace ConnectNow.Storage.Tests;

public sealed class WriteOnceBlobTests(AzuriteAccount azurite)
{
    private readonly Azure.Storage.Blobs.BlobClient _blob =
        azurite.Account.Blobs.GetBlobContainerClient($"once-{Guid.NewGuid():n}").GetBlobClient("first.json");

    [Fact]
    public async Task Of_many_that_start_at_once_one_makes_it_and_all_have_it()
    {
        var made = 0;

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Once().GetOrMakeAsync(Make, TestContext.Current.CancellationToken)));

        Assert.Equal(1, made);
        Assert.All(all, content => Assert.Equal("number 1", content.ToString()));

        async Task<BinaryData> Make()
        {
            await Task.Yield();
            return new BinaryData($"number {Interlocked.Increment(ref made)}");
        }
    }

    [Fact]
    public async Task What_could_not_be_made_is_made_by_the_next()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Once().GetOrMakeAsync(() => throw new TimeoutException(), TestContext.Current.CancellationToken));

        var content = await Once().GetOrMakeAsync(() => Task.FromResult(new BinaryData("made")), TestContext.Current.CancellationToken);

        Assert.Equal("made", content.ToString());
    }

    private WriteOnceBlob Once() => new(_blob, TimeProvider.System);
}
