using Azure;
using ConnectNow.Conformance;
using Orleans.Storage;
using Xunit;

namespace ConnectNow.Storage.Tests.AzurePersistence;

/// <summary>
/// A network that breaks: whoever wrote is never told of a conflict with itself, and nothing is answered that was not done.
/// </summary>
public sealed class AzureBlobFaultTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const string Container = "grain-faults";

    private readonly GrainId _grain = GrainId.Create("faults", Guid.NewGuid().ToString("N"));

    public async ValueTask InitializeAsync() => await azurite.ContainerAsync(Container);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(0, Fate.LosesItsAnswer)]
    [InlineData(0, Fate.LosesItsAnswer, Fate.LosesItsAnswer, Fate.IsTurnedAway)]
    [InlineData(0, Fate.NeverArrives, Fate.LosesItsAnswer)]
    [InlineData(0, Fate.IsTurnedAway, Fate.IsTurnedAway, Fate.NeverArrives)]
    // A client that tries again by itself, as one of the official package would.
    [InlineData(3, Fate.LosesItsAnswer, Fate.IsTurnedAway)]
    public async Task A_write_whose_answer_was_lost_is_recognised_as_done(int sdkRetries, params Fate[] fates)
    {
        // First writes and later ones are refused in different ways.
        foreach (var count in new[] { 1, 2 })
        {
            using var network = FaultyHandler.OnFirst(HttpMethod.Put, fates);
            var state = await ReadAsync();
            state.State.Count = count;
            await azurite.Create(Container, network, sdkRetries).WriteStateAsync("state", _grain, state);

            Assert.Equal(fates.Length, network.Faults);
            var read = await ReadAsync();
            Assert.Equal((count, state.ETag), (read.State.Count, read.ETag));
        }
    }

    [Theory]
    [InlineData(Fate.LosesItsAnswer)]
    [InlineData(Fate.NeverArrives, Fate.LosesItsAnswer, Fate.IsTurnedAway)]
    public async Task A_clear_whose_answer_was_lost_is_recognised_as_done(params Fate[] fates)
    {
        var state = await WrittenAsync();
        using var network = FaultyHandler.OnFirst(HttpMethod.Delete, fates);
        await azurite.Create(Container, network).ClearStateAsync("state", _grain, state);

        Assert.Equal((fates.Length, false), (network.Faults, (await ReadAsync()).RecordExists));
    }

    [Fact]
    public async Task A_read_that_was_not_answered_is_made_again()
    {
        await WrittenAsync();
        using var network = FaultyHandler.OnFirst(HttpMethod.Get, Fate.LosesItsAnswer, Fate.NeverArrives, Fate.IsTurnedAway);
        var state = new Held<ConformanceState>();
        await azurite.Create(Container, network).ReadStateAsync("state", _grain, state);

        Assert.Equal((3, 7), (network.Faults, state.State.Count));
    }

    [Fact]
    public async Task Somebody_else_who_wrote_in_between_is_a_conflict_however_many_answers_were_lost()
    {
        var state = await WrittenAsync();
        var other = await ReadAsync();
        other.State.Count = 8;
        await azurite.Create(Container).WriteStateAsync("state", _grain, other);
        using var network = FaultyHandler.OnFirst(HttpMethod.Put, Fate.LosesItsAnswer, Fate.IsTurnedAway);
        var storage = azurite.Create(Container, network);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", _grain, state));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", _grain, state));
        Assert.Equal(8, (await ReadAsync()).State.Count);
    }

    [Fact]
    public async Task A_clear_that_expects_nothing_is_refused_where_something_is()
    {
        await WrittenAsync();
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => azurite.Create(Container).ClearStateAsync("state", _grain, new Held<ConformanceState>()));
        Assert.True((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task Storage_that_never_answers_is_a_fault_and_no_conflict()
    {
        var state = await WrittenAsync();
        using var network = new FaultyHandler(_ => Fate.IsTurnedAway);
        var storage = azurite.Create(Container, network);

        var etag = state.ETag;
        await Assert.ThrowsAsync<RequestFailedException>(() => storage.WriteStateAsync("state", _grain, state));
        Assert.Equal(4, network.Faults);
        Assert.Equal(etag, state.ETag);
        await Assert.ThrowsAsync<RequestFailedException>(() => storage.ReadStateAsync("state", _grain, state));
    }

    private async Task<Held<ConformanceState>> WrittenAsync()
    {
        var state = new Held<ConformanceState> { State = { Count = 7 } };
        await azurite.Create(Container).WriteStateAsync("state", _grain, state);
        return state;
    }

    private async Task<Held<ConformanceState>> ReadAsync()
    {
        var state = new Held<ConformanceState>();
        await azurite.Create(Container).ReadStateAsync("state", _grain, state);
        return state;
    }
}
