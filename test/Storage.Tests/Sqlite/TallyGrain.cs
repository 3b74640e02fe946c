namespace ConnectNow.Storage.Tests.Sqlite;

/// <summary>A grain that counts, and keeps its count.</summary>
[Alias("connectnow.tests.tally")]
public interface ITallyGrain : IGrainWithStringKey
{
    [Alias("add")] Task<int> Add();
}

public sealed class Tally
{
    public int Count { get; set; }
}

public sealed class TallyGrain([PersistentState("tally", "durable")] IPersistentState<Tally> tally) : Grain, ITallyGrain
{
    public async Task<int> Add()
    {
        tally.State.Count++;
        await tally.WriteStateAsync();
        return tally.State.Count;
    }
}
