using Azure.Storage.Blobs;
using ConnectNow.Grains;
using ConnectNow.Storage.AzureAccount;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace ConnectNow.Storage.AzurePersistence;

/// <summary>Grain state in blobs, one a state, in the format of the official provider: <c>{stateName}-{grainId}.json</c>.</summary>
/// <remarks>
/// <list type="number">
/// <item>A write or a clear whose ETag is not the stored one (or that has none where a blob is) throws <see cref="InconsistentStateException"/> and changes nothing.</item>
/// <item>A write that was done is never refused because of itself, however often its answer was lost.</item>
/// <item>When a write or a clear returns it is durable. When storage has not answered it throws what the SDK throws, and it is unknown what is stored.</item>
/// <item>State that <see cref="IExpires"/> is removed some time after it has; until then it may still be read; the grain judges.</item>
/// </list>
/// </remarks>
public sealed class AzureBlobGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Of what Azure allows for the name of a blob.</summary>
    private const int LongestName = 1024;

    private readonly string _name;
    private readonly AzureBlobStorageOptions _options;
    private readonly IActivatorProvider _activators;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BlobContainerClient _container;
    private readonly BoundedAttempts _attempts;
    private readonly ExpiredStateSweep _sweep;

    public AzureBlobGrainStorage(
        string name, AzureBlobStorageOptions options, IActivatorProvider activators, TimeProvider time, ILogger<AzureBlobGrainStorage> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.BlobServiceClient);
        (_name, _options, _activators, _time, _logger) = (name, options, activators, time, logger);
        _container = options.BlobServiceClient.GetBlobContainerClient(options.ContainerName);
        _attempts = new(time);
        _sweep = new(_container, time, logger);
    }

    internal ExpiredStateSweep Sweep => _sweep;

    public void Participate(ISiloLifecycle observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        observer.Subscribe($"{nameof(AzureBlobGrainStorage)}-{_name}", _options.InitStage, StartAsync, _ => _sweep.StopAsync());
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var stored = await BlobOf(stateName, grainId).ReadAsync(cancellationToken).ConfigureAwait(false);
        // An empty blob is state that was cleared without being deleted.
        var state = stored is { Content.Length: > 0 } ? _options.GrainStorageSerializer.Deserialize<T>(stored.Value.Content) : default;
        grainState.State = state ?? _activators.GetActivator<T>().Create();
        grainState.ETag = stored?.ETag;
        grainState.RecordExists = state is not null;
    }

    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (grainState.State is IExpires) _sweep.Watch(stateName);
        grainState.ETag = await BlobOf(stateName, grainId).WriteAsync(
            _options.GrainStorageSerializer.Serialize(grainState.State),
            grainState.ETag,
            (grainState.State as IExpires)?.ExpiresAt,
            cancellationToken).ConfigureAwait(false);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var blob = BlobOf(stateName, grainId);
        if (_options.DeleteStateOnClear)
        {
            await blob.DeleteAsync(grainState.ETag, cancellationToken).ConfigureAwait(false);
            grainState.ETag = null;
        }
        else
        {
            grainState.ETag = await blob.WriteAsync(BinaryData.Empty, grainState.ETag, null, cancellationToken).ConfigureAwait(false);
        }

        grainState.State = _activators.GetActivator<T>().Create();
        grainState.RecordExists = false;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await StorageWait.UntilAnsweredAsync(
            token => _container.CreateIfNotExistsAsync(cancellationToken: token), _container.Uri, _time, _logger, cancellationToken).ConfigureAwait(false);
        _sweep.Start();
    }

    private GrainStateBlob BlobOf(string stateName, GrainId grainId)
    {
        var name = $"{stateName}-{grainId}.json";
        // Such parts of a path are taken away on the way to storage: the state of two grains would be one.
        if (name.Length > LongestName || name.Split('/').Any(part => part is "" or [.., '.']))
            throw new ArgumentException("A grain of this key can't have state in blobs.", nameof(grainId));
        return new(_container.GetBlobClient(name), _attempts);
    }
}
