using Azure.Storage.Blobs;
using ConnectNow.Grains;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace ConnectNow.Providers.AzureBlobs.GrainState;

/// <summary>Gives a silo the official grain storage in blobs, over a network that breaks.</summary>
public static class DurableBlobGrainStorageExtensions
{
    /// <summary>
    /// Keeps grain state under this provider name, in a container that is there when the silo has started; a silo starts only when storage
    /// answers. Bodies are JSON as System.Text.Json writes it, unless an <see cref="IGrainStorageSerializer"/> is registered under the same
    /// name.
    /// </summary>
    /// <remarks>
    /// <list type="number">
    /// <item>A write or a clear whose ETag is not the stored one (or that has none where a blob is) throws
    /// <see cref="InconsistentStateException"/> and changes nothing.</item>
    /// <item>A write that was done is never refused because of itself, however often its answer was lost.</item>
    /// <item>When a write or a clear returns it is durable. When storage has not answered it throws what the SDK throws, and it is unknown
    /// what is stored.</item>
    /// <item>State of a kind that expires (<see cref="GrainStorage.LongestLives"/>) is removed some time after that; until then it may
    /// still be read; the grain judges.</item>
    /// </list>
    /// </remarks>
    /// <param name="builder">The silo to be.</param>
    /// <param name="name">What grains ask for.</param>
    /// <param name="configureOptions">Gives the account: <see cref="AzureStorageAccount.BlobsOnce"/>, as asking again is done here.</param>
    /// <exception cref="StorageUnavailableException">On starting the host: storage refuses for good; one sentence says why.</exception>
    public static ISiloBuilder AddDurableBlobGrainStorage(
        this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddKeyedSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>(name);
        builder.Services.AddSingleton<IHostedService>(services => ActivatorUtilities.CreateInstance<GrainStateStart>(services, ContainerOf(services, name)));
        builder.Services.AddSingleton<IHostedService>(services => ActivatorUtilities.CreateInstance<ExpiredStateSweep>(services, ContainerOf(services, name), GrainStorage.LongestLives));
        return builder.AddAzureBlobGrainStorage(name, options =>
        {
            options.BuildContainerFactory = (services, built) => new GrainStateContainer.Factory(built, services.GetRequiredService<TimeProvider>());
            configureOptions(options);
        });
    }

    private static BlobContainerClient ContainerOf(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
        // Orleans looks at them later.
        new AzureBlobStorageOptionsValidator(options, name).ValidateConfiguration();
        return options.BlobServiceClient!.GetBlobContainerClient(options.ContainerName);
    }
}
