using Azure.Storage.Blobs;
using ConnectNow.Grains;
using ConnectNow.Storage.AzurePersistence;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.AzurePersistence;

public sealed class ExpiredStateSweepTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const string Container = "grain-expiry";

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string _stateName = Guid.NewGuid().ToString("n");
    private BlobContainerClient _container = null!;
    private AzureBlobGrainStorage _storage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _container = await azurite.ContainerAsync(Container);
        _storage = azurite.Create(Container, time: _time);
    }

    public async ValueTask DisposeAsync() => await _storage.Sweep.StopAsync();

    [Fact]
    public async Task State_that_has_expired_is_removed_every_hour_and_the_rest_stays()
    {
        await WriteAsync("soon", TimeSpan.FromMinutes(59));
        await WriteAsync("later", TimeSpan.FromMinutes(61));
        await WriteAsync("never", null);
        var moved = await WriteAsync("moved", TimeSpan.FromMinutes(1));
        moved.State.ExpiresAt = _time.GetUtcNow().AddHours(3);
        await _storage.WriteStateAsync(_stateName, GrainId.Create("expiry", "moved"), moved);
        _storage.Sweep.Start();

        await RoundAsync(1);
        Assert.Equal(["later", "moved", "never"], await LeftAsync());
        await RoundAsync(2);
        Assert.Equal(["moved", "never"], await LeftAsync());
    }

    [Fact]
    public async Task A_sweep_that_storage_turned_away_is_made_again()
    {
        using var network = FaultyHandler.OnFirst(HttpMethod.Get, Fate.IsTurnedAway);
        _storage = azurite.Create(Container, network, time: _time);
        await WriteAsync("soon", TimeSpan.FromMinutes(1));
        _storage.Sweep.Start();

        await RoundAsync(1);
        Assert.Equal(["soon"], await LeftAsync());
        await RoundAsync(2);
        Assert.Empty(await LeftAsync());
    }

    private async Task RoundAsync(int rounds)
    {
        _time.Advance(ExpiredStateSweep.Interval);
        await Eventually.TrueAsync(() => Task.FromResult(_storage.Sweep.Rounds == rounds), $"sweep {rounds} is over");
    }

    private async Task<Held<Expiring>> WriteAsync(string key, TimeSpan? after)
    {
        var state = new Held<Expiring> { State = { ExpiresAt = _time.GetUtcNow() + after } };
        await _storage.WriteStateAsync(_stateName, GrainId.Create("expiry", key), state);
        return state;
    }

    private async Task<List<string>> LeftAsync()
    {
        var prefix = $"{_stateName}-expiry/";
        var blobs = _container.GetBlobsAsync(new() { Prefix = prefix }, Cancellation);
        return await blobs.Select(blob => blob.Name[prefix.Length..^".json".Length]).ToListAsync(Cancellation);
    }

    public sealed class Expiring : IExpires
    {
        public DateTimeOffset? ExpiresAt { get; set; }
    }
}
