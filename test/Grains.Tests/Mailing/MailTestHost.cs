using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNow.Grains.Mail;
using ConnectNow.Grains.Tests.Cluster;
using ConnectNow.Mailing;
using ConnectNow.Providers.Sqlite;
using ConnectNow.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Orleans.TestingHost;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>A real silo with an mail queue on real SQLite, a hand on the clock and the provider, and an ear for what it counts.</summary>
internal sealed class MailTestHost : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly SqliteDatabase? _owned;
    private readonly SqliteDatabase _database;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();

    private MailTestHost(InProcessTestCluster cluster, SqliteDatabase database, bool owns, Provider provider, ShiftedTime time)
    {
        (_cluster, _database, _owned, Provider, Time) = (cluster, database, owns ? database : null, provider, time);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: TelemetryNames.Meter, Name: TelemetryNames.Mails }) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, measured, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (named["provider"] == Provider.Name) _counts.AddOrUpdate(named["result"]!, measured, (_, before) => before + measured);
        });
        _listener.Start();
    }

    public Provider Provider { get; }

    public ShiftedTime Time { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public static Task<MailTestHost> Start(string directory, Provider provider)
    {
        var time = new ShiftedTime();
        var database = SqliteDatabase.Open(new SqliteStorageOptions { DataDirectory = directory }, time, NullLogger<SqliteDatabase>.Instance);
        return Start(database, owns: true, provider, time);
    }

    /// <summary>
    /// A second silo on the same storage, with a provider of its own or the same one: neither knows of the other, as when a network splits.
    /// </summary>
    public Task<MailTestHost> StartTwin(Provider? provider = null) => Start(_database, owns: false, provider ?? Provider, Time);

    /// <summary>A shard. The mail queue itself uses the first eight; tests have shards of their own.</summary>
    public IMailQueueGrain Shard(long shard) => _cluster.Client.GetGrain<IMailQueueGrain>(shard);

    public MailQueues Outbox => _cluster.Silos[0].ServiceProvider.GetRequiredService<MailQueues>();

    public int Waiting => _cluster.Silos.Sum(silo => silo.ServiceProvider.GetRequiredService<MailMeter>().WaitingHere);

    public long Counted(string result) => _counts.GetValueOrDefault(result);

    /// <summary>What storage holds of a shard.</summary>
    public async Task<MailQueueState> Stored(long shard)
    {
        var state = new GrainState<MailQueueState>(new MailQueueState());
        var storage = _cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Durable);
        await storage.ReadStateAsync("mail-outbox", Shard(shard).GetGrainId(), state);
        return state.State!;
    }

    /// <summary>So much later that nothing waits any more, and with nothing counted yet.</summary>
    public async Task Reset(long shard)
    {
        Provider.Reset();
        Time.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(Enumerable.Range(0, MailQueues.Shards).Append((int)shard).Select(each => Shard(each).Wake()));
        await Eventually.TrueAsync(() => Task.FromResult(Waiting == 0), "nothing waits");
        Provider.Reset();
        _counts.Clear();
    }

    /// <summary>Puts the shard's activation away, as when it has been idle.</summary>
    public Task Deactivate() => _cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    /// <summary>The silo is gone without a word.</summary>
    public Task Kill() => _cluster.KillSiloAsync(_cluster.Silos[0]);

    /// <summary>Later, with everything that is due by then begun.</summary>
    public async Task Later(TimeSpan by, long shard)
    {
        Time.Advance(by);
        await Shard(shard).Wake();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _cluster.DisposeAsync();
        if (_owned is not null) await _owned.DisposeAsync();
    }

    private static async Task<MailTestHost> Start(SqliteDatabase database, bool owns, Provider provider, ShiftedTime time)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSqliteGrainStorage(GrainStorage.Durable);
            silo.Services.AddSingleton(database);
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.AddSingleton<IMailer>(provider);
            silo.Services.AddMailQueue();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new MailTestHost(cluster, database, owns, provider, time);
    }
}
