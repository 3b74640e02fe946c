using Azure;
using Azure.Data.Tables;
using ConnectNow.Azurite;
using ConnectNow.Resilience.Network;

namespace ConnectNow.Resilience.Tests;

/// <summary>The proxy does what its faults say: to a real client, before a real emulator.</summary>
public sealed class StorageProxyTests : IAsyncLifetime
{
    /// <summary>
    /// For what is never answered. What must be answered has all the time that the SDK gives it: the machine may be busy.
    /// </summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private readonly StorageFaults _weather = new(seed: 7);
    private AzuriteProcess _storage = null!;
    private StorageProxy _proxy = null!;
    private TableClient _through = null!;
    private TableClient _hurried = null!;
    private TableClient _past = null!;

    public async ValueTask InitializeAsync()
    {
        _storage = await AzuriteProcess.StartAsync();
        _proxy = await StorageProxy.StartAsync(_weather);
        _proxy.UpstreamPort = _storage.TablePort;
        _through = new TableClient(AzuriteProcess.ConnectionStringOf(_storage.BlobPort, _proxy.Port), "proven", new TableClientOptions { Retry = { MaxRetries = 0 } });
        _hurried = new TableClient(AzuriteProcess.ConnectionStringOf(_storage.BlobPort, _proxy.Port), "proven", Hurried());
        _past = new TableClient(_storage.ConnectionString, "proven");
        await _past.CreateAsync(Ending);
        // The first request through the proxy takes longest: it is over before one is measured by its timeout.
        await _through.GetEntityIfExistsAsync<TableEntity>("p", "1", cancellationToken: Ending);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_fault_everything_gets_through_as_it_is()
    {
        await _through.AddEntityAsync(new TableEntity("a b'c%25", "ü") { ["Text"] = "x" }, Ending);
        await _through.SubmitTransactionAsync([.. Enumerable.Range(1, 2).Select(row => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{row}")))], Ending);

        Assert.Equal("x", (await _through.GetEntityAsync<TableEntity>("a b'c%25", "ü", cancellationToken: Ending)).Value["Text"]);
        Assert.Equal(2, _past.Query<TableEntity>(entity => entity.PartitionKey == "p", cancellationToken: Ending).Count());
    }

    [Theory]
    [InlineData(StorageFault.Busy)]
    [InlineData(StorageFault.Reset)]
    [InlineData(StorageFault.Silence)]
    internal async Task What_meets_these_faults_is_not_done(StorageFault fault)
    {
        await MeetAsync(fault);
        _weather.Clear();

        Assert.False((await _past.GetEntityIfExistsAsync<TableEntity>("p", "1", cancellationToken: Ending)).HasValue);
        await _through.AddEntityAsync(new TableEntity("p", "1"), Ending);
    }

    [Theory]
    [InlineData(StorageFault.LostAnswer)]
    [InlineData(StorageFault.Late)]
    internal async Task What_meets_these_faults_is_done_though_nobody_hears_of_it(StorageFault fault)
    {
        await MeetAsync(fault);

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        timeout.CancelAfter(TimeSpan.FromSeconds(120));
        while (!(await _past.GetEntityIfExistsAsync<TableEntity>("p", "1", cancellationToken: timeout.Token)).HasValue) await Task.Delay(20, timeout.Token);
        _weather.Clear();
        var twice = await Assert.ThrowsAsync<RequestFailedException>(() => _through.AddEntityAsync(new TableEntity("p", "1"), Ending));
        Assert.Equal(409, twice.Status);
    }

    private async Task MeetAsync(StorageFault fault)
    {
        _weather.Turn(fault, share: 1);

        await Assert.ThrowsAnyAsync<Exception>(() => _hurried.AddEntityAsync(new TableEntity("p", "1"), Ending));
        Assert.True(_weather.Hit > 0);
    }

    private static TableClientOptions Hurried() => new() { Retry = { MaxRetries = 0, NetworkTimeout = Timeout } };
}
