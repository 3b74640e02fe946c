using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using Orleans.Storage;

namespace ConnectNow.Storage.AzurePersistence;

/// <summary>Where grain state lies, under the names and with the defaults of the official package.</summary>
public sealed class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    [SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "The official name.")]
    public const string DEFAULT_CONTAINER_NAME = "grainstate";

    [SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "The official name.")]
    public const int DEFAULT_INIT_STAGE = ServiceLifecycleStage.ApplicationServices;

    /// <summary>The storage account. One that asks once (without retries of its own) lets the provider decide on every answer.</summary>
    public BlobServiceClient? BlobServiceClient { get; set; }

    /// <summary>The container, created when it is not there. Default: <c>grainstate</c>.</summary>
    public string ContainerName { get; set; } = DEFAULT_CONTAINER_NAME;

    /// <summary>Whether clearing state deletes its blob; if not, the blob stays and is empty. Default: true.</summary>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>The stage of the silo's start at which storage must answer. Default: <see cref="ServiceLifecycleStage.ApplicationServices"/>.</summary>
    public int InitStage { get; set; } = DEFAULT_INIT_STAGE;

    /// <summary>How bodies are written. Default: the serialiser registered under the provider's name.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
