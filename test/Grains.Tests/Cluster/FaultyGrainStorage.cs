using Orleans.Storage;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Real storage of grains' state; what is written of a company's storage goes through the fuse.</summary>
public sealed class FaultyGrainStorage(IGrainStorage storage, FaultSwitch fuse) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Pass(stateName, () => storage.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Pass(stateName, () => storage.ClearStateAsync(stateName, grainId, grainState));

    private Task Pass(string stateName, Func<Task> step) => stateName == "storage" ? fuse.Pass(step) : step();
}
