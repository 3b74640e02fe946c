using Xunit;

namespace ConnectNow.Storage.Tests.AzureTables;

public sealed class TableTimelineModelTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private readonly TableTimelineFixture _fixture = new(azurite);

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public Task Random_sequences_end_as_in_the_model() => TimelineModel.SampleAsync(_fixture.Store, 10);

    [Fact]
    public async Task Random_sequences_over_a_network_that_breaks_end_as_in_the_model()
    {
        // Every seventh request meets some fault or other.
        var asked = 0;
        var fates = Enum.GetValues<Fate>();
        using var network = new FaultyHandler(_ => Interlocked.Increment(ref asked) is var number && number % 7 == 0 ? fates[number / 7 % fates.Length] : Fate.Passes);
        await TimelineModel.SampleAsync(_fixture.Create(network), 6);
    }
}
