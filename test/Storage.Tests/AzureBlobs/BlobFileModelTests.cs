using ConnectNow.Storage.Tests.Files;
using CsCheck;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureBlobs;

/// <summary>Whatever is done to it in whatever order, from whichever process, the store answers and holds what the model does.</summary>
public sealed class BlobFileModelTests(AzuriteAccount azurite)
{
    private const string Container = "file-model";

    [Fact]
    public async Task Random_sequences_end_as_in_the_model()
    {
        await azurite.Account.Blobs.GetBlobContainerClient(Container)
            .CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await FileStep.Any.Array[1, 16].SampleAsync(steps => FileStep.CompareAsync(steps, time => azurite.Files(Container, time)), iter: 4, threads: 1);
    }
}
