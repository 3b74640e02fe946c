using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Providers.AzureAccount;
using Orleans.Configuration;
using Orleans.Storage;

namespace ConnectNow.Providers.AzureBlobs.GrainState;

/// <summary>The container of all states, as the official provider uses it: each blob is a <see cref="GrainStateBlob"/>.</summary>
internal sealed class GrainStateContainer(BlobContainerClient container, BoundedAttempts attempts) : BlobContainerClient
{
    /// <summary>Of what Azure allows for the name of a blob.</summary>
    private const int LongestName = 1024;

    public override string Name => container.Name;

    public override Uri Uri => container.Uri;

    /// <exception cref="ArgumentException">The name has parts that are lost on the way to storage: the states of two grains would be
    /// one.</exception>
    public override BlobClient GetBlobClient(string blobName) =>
        blobName.Length > LongestName || blobName.Split('/').Any(part => part is "" or [.., '.'])
            ? throw new ArgumentException("A grain of this key can't have state in blobs.", nameof(blobName))
            : new GrainStateBlob(container.GetBlobClient(blobName), attempts);

    public override Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType = default, IDictionary<string, string>? metadata = null, BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null,
        CancellationToken cancellationToken = default) =>
        container.CreateIfNotExistsAsync(publicAccessType, metadata, encryptionScopeOptions, cancellationToken);

    /// <summary>Gives the official provider this container.</summary>
    internal sealed class Factory(AzureBlobStorageOptions options, TimeProvider time) : IBlobContainerFactory
    {
        private GrainStateContainer? _container;

        public BlobContainerClient GetBlobContainerClient(GrainId grainId) =>
            _container ?? throw new InvalidOperationException("Grain storage has not started.");

        public Task InitializeAsync(BlobServiceClient client)
        {
            _container = new(client.GetBlobContainerClient(options.ContainerName), new(time));
            return Task.CompletedTask;
        }
    }
}
