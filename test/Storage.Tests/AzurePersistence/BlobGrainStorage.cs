using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using ConnectNow.Providers.AzureBlobs.GrainState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace ConnectNow.Storage.Tests.AzurePersistence;

/// <summary>The official grain storage in a container of a test's own, as a silo has it.</summary>
internal static class BlobGrainStorage
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static async Task<BlobContainerClient> ContainerAsync(this AzuriteAccount azurite, string name)
    {
        var container = azurite.Account.Blobs.GetBlobContainerClient(name);
        await container.CreateIfNotExistsAsync();
        return container;
    }

    public static AzureBlobGrainStorage Create(
        this AzuriteAccount azurite, string container, HttpMessageHandler? network = null, int sdkRetries = 0, TimeProvider? time = null, bool deletesOnClear = true)
    {
        var client = new BlobClientOptions { Retry = { MaxRetries = sdkRetries, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) } };
        if (network is not null) client.Transport = new HttpClientTransport(network);
        var options = new AzureBlobStorageOptions
        {
            BlobServiceClient = new BlobServiceClient(azurite.ConnectionString, client),
            ContainerName = container,
            DeleteStateOnClear = deletesOnClear,
            GrainStorageSerializer = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions())),
        };
        var containers = new GrainStateContainer.Factory(options, time ?? new HurriedTime());
        containers.InitializeAsync(options.BlobServiceClient);
        return new("durable", options, containers, Services.GetRequiredService<IActivatorProvider>(), NullLogger<AzureBlobGrainStorage>.Instance);
    }
}
