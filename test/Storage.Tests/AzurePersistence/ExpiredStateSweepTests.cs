using System.Reflection;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Grains;
using ConnectNow.Providers.AzureBlobs.GrainState;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.AzurePersistence;

public sealed class ExpiredStateSweepTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const string Container = "grain-expiry";

    /// <summary>Storage has a clock of its own, which nobody can put forward.</summary>
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly string _soon = Guid.NewGuid().ToString("n");
    private readonly string _later = Guid.NewGuid().ToString("n");
    private readonly string _never = Guid.NewGuid().ToString("n");
    private BlobContainerClient _container = null!;
    private ExpiredStateSweep? _sweep;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _container = await azurite.ContainerAsync(Container);

    public async ValueTask DisposeAsync()
    {
        if (_sweep is null) return;
        await _sweep.StopAsync(CancellationToken.None);
        _sweep.Dispose();
    }

    [Fact]
    public async Task State_of_a_kind_that_expires_is_removed_when_it_was_not_written_for_that_long_and_the_rest_stays()
    {
        foreach (var stateName in (string[])[_soon, _later, _never]) await WriteAsync(stateName);
        await StartAsync(_container);

        await RoundAsync(1);
        Assert.Equal([_later, _never], await LeftAsync());
        await RoundAsync(2);
        Assert.Equal([_never], await LeftAsync());
    }

    [Fact]
    public async Task State_that_is_written_after_it_was_found_lives_on()
    {
        var state = await WriteAsync(_soon);
        using var network = new FaultyHandler(request =>
        {
            if (request.Method == HttpMethod.Delete) azurite.Create(Container).WriteStateAsync(_soon, GrainId.Create("expiry", "key"), state).GetAwaiter().GetResult();
            return Fate.Passes;
        });
        await StartAsync(Through(network));

        await RoundAsync(1);
        Assert.Equal([_soon], await LeftAsync());
    }

    [Fact]
    public async Task State_that_a_build_before_this_one_wrote_is_removed_as_well()
    {
        await _container.GetBlobClient(NameOf(_soon)).UploadAsync(
            BinaryData.FromString("{}"),
            new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["writeid"] = Guid.NewGuid().ToString("n"), ["expiresat"] = "1772323199123" } },
            Cancellation);
        await StartAsync(_container);

        await RoundAsync(1);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task A_sweep_that_storage_turned_away_is_made_again()
    {
        using var network = FaultyHandler.OnFirst(HttpMethod.Get, Fate.IsTurnedAway);
        await WriteAsync(_soon);
        await StartAsync(Through(network));

        await RoundAsync(1);
        Assert.Equal([_soon], await LeftAsync());
        await RoundAsync(2);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public void Every_kind_of_state_that_expires_has_a_longest_life()
    {
        var kinds = from type in typeof(GrainStorage).Assembly.GetTypes()
                    from constructor in type.GetConstructors()
                    from parameter in constructor.GetParameters()
                    let kept = parameter.GetCustomAttribute<PersistentStateAttribute>()
                    where kept is not null && parameter.ParameterType.GetGenericArguments()[0].IsAssignableTo(typeof(IExpires))
                    select kept.StateName;

        Assert.Equal(kinds.Order(), GrainStorage.LongestLives.Keys.Order());
    }

    private BlobContainerClient Through(HttpMessageHandler network) =>
        new(azurite.ConnectionString, Container, new BlobClientOptions { Transport = new HttpClientTransport(network), Retry = { MaxRetries = 0 } });

    private async Task StartAsync(BlobContainerClient container)
    {
        var lives = new Dictionary<string, TimeSpan> { [_soon] = TimeSpan.FromMinutes(59), [_later] = TimeSpan.FromMinutes(61) };
        _sweep = new(container, lives, _time, NullLogger<ExpiredStateSweep>.Instance);
        await _sweep.StartAsync(Cancellation);
    }

    private async Task RoundAsync(int rounds)
    {
        _time.Advance(ExpiredStateSweep.Interval);
        await Eventually.TrueAsync(() => Task.FromResult(_sweep!.Rounds == rounds), $"sweep {rounds} is over");
    }

    private async Task<Held<Expiring>> WriteAsync(string stateName)
    {
        var state = new Held<Expiring>();
        await azurite.Create(Container).WriteStateAsync(stateName, GrainId.Create("expiry", "key"), state);
        return state;
    }

    private static string NameOf(string stateName) => $"{stateName}-expiry/key.json";

    private async Task<List<string>> LeftAsync()
    {
        var left = new List<string>();
        foreach (var stateName in (string[])[_soon, _later, _never])
        {
            if (await _container.GetBlobClient(NameOf(stateName)).ExistsAsync(Cancellation)) left.Add(stateName);
        }

        return left;
    }

    public sealed class Expiring
    {
        public int Version { get; set; } = 1;
    }
}
