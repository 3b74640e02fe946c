using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using ConnectNow.Providers.AzureBlobs;

namespace ConnectNow.Storage.Tests.AzureBlobs;

/// <summary>File stores in a container of a test's own.</summary>
internal static class BlobFiles
{
    public static BlobFileStore Files(
        this AzuriteAccount azurite, string container, TimeProvider time, HttpMessageHandler? network = null) =>
        new(azurite.Client(network, 3), azurite.Client(network, 0), container, time);

    private static BlobServiceClient Client(this AzuriteAccount azurite, HttpMessageHandler? network, int retries)
    {
        var client = new BlobClientOptions { Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) } };
        if (network is not null) client.Transport = new HttpClientTransport(network);
        return new BlobServiceClient(azurite.ConnectionString, client);
    }
}
