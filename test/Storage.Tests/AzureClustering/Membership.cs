using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Messaging;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>
/// A cluster of its own in the one membership table of all tests, as one silo of it sees it through the official provider.
/// </summary>
internal sealed class Membership(TableServiceClient client, string clusterId)
{
    public static readonly DateTime Noon = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    private static int _generation;

    public static Task<Membership> NewAsync(AzuriteAccount azurite) => NewAsync(azurite.Account.Tables);

    public static async Task<Membership> NewAsync(TableServiceClient client)
    {
        var membership = new Membership(client, $"cluster-{Guid.NewGuid():n}");
        await membership.Table.InitializeMembershipTable(tryInitTableVersion: true);
        return membership;
    }

    public string ClusterId => clusterId;

    public Members Table { get; } = new(new Services(clusterId)
        .Silo(silo => silo.UseAzureStorageClustering(options => options.TableServiceClient = client)).GetRequiredService<IMembershipTable>());

    public IGatewayListProvider Gateways { get; } = new Services(clusterId)
        .Client(orleans => orleans.UseAzureStorageClustering(options => options.TableServiceClient = client)).GetRequiredService<IGatewayListProvider>();

    /// <summary>The same cluster, as another silo sees it, once that has been initialised.</summary>
    public Membership Through(TableServiceClient other) => new(other, clusterId);

    public TableClient Rows => client.GetTableClient(AzureStorageClusteringOptions.DEFAULT_TABLE_NAME);

    public static MembershipEntry Entry(SiloStatus status = SiloStatus.Joining, int proxyPort = 30000) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11111, Interlocked.Increment(ref _generation)),
        HostName = "machine",
        SiloName = "silo",
        Status = status,
        ProxyPort = proxyPort,
        StartTime = Noon,
        IAmAliveTime = Noon,
    };

    public async Task<TableVersion> VersionAsync() => (await Table.ReadAll()).Version;

    /// <summary>Adds the silo to the table as it is now.</summary>
    public async Task<bool> InsertAsync(MembershipEntry entry) => await Table.InsertRow(entry, (await VersionAsync()).Next());

    public async Task<Tuple<MembershipEntry, string>> FoundAsync(MembershipEntry entry) =>
        (await Table.ReadRow(entry.SiloAddress)).TryGet(entry.SiloAddress) ?? throw new KeyNotFoundException(entry.ToString());

    /// <summary>Everything there is of the cluster: rows, versions and ETags.</summary>
    public async Task<string> SnapshotAsync() =>
        string.Join('\n', (await Rows.QueryAsync<TableEntity>(row => row.PartitionKey == clusterId).ToListAsync()).Select(Text));

    /// <summary>A row as text, its own columns alone.</summary>
    public async Task<string> RowAsync(string rowKey) =>
        Columns((await Rows.GetEntityAsync<TableEntity>(clusterId, rowKey)).Value, "odata.etag", "Timestamp");

    private static string Text(TableEntity row) => Columns(row);

    private static string Columns(TableEntity row, params string[] without) =>
        string.Join('\n', row.Where(column => !without.Contains(column.Key)).OrderBy(column => column.Key, StringComparer.Ordinal)
            .Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Key}={column.Value}")));

    /// <summary>The table, asked for as long as a test runs.</summary>
    internal sealed class Members(IMembershipTable table)
    {
        private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

        public Task InitializeMembershipTable(bool tryInitTableVersion) =>
            table.InitializeMembershipTableAsync(tryInitTableVersion, Cancellation);

        public Task<MembershipTableData> ReadAll() => table.ReadAllAsync(Cancellation);

        public Task<MembershipTableData> ReadRow(SiloAddress silo) => table.ReadRowAsync(silo, Cancellation);

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion version) => table.InsertRowAsync(entry, version, Cancellation);

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion version) =>
            table.UpdateRowAsync(entry, etag, version, Cancellation);

        public Task UpdateIAmAlive(MembershipEntry entry) => table.UpdateIAmAliveAsync(entry, Cancellation);

        public Task CleanupDefunctSiloEntries(DateTimeOffset before) => table.CleanupDefunctSiloEntriesAsync(before, Cancellation);

        public Task DeleteMembershipTableEntries(string cluster) => table.DeleteMembershipTableEntriesAsync(cluster, Cancellation);
    }

    /// <summary>What a silo or a client has of services, as far as membership needs them.</summary>
    private sealed class Services : ISiloBuilder, IClientBuilder
    {
        private readonly ServiceCollection _services = new();

        public Services(string clusterId)
        {
            _services.AddLogging();
            _services.Configure<ClusterOptions>(options => options.ClusterId = clusterId);
        }

        IServiceCollection ISiloBuilder.Services => _services;

        IServiceCollection IClientBuilder.Services => _services;

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();

        public ServiceProvider Silo(Action<ISiloBuilder> configure) => Built(() => configure(this));

        public ServiceProvider Client(Action<IClientBuilder> configure) => Built(() => configure(this));

        private ServiceProvider Built(Action configure)
        {
            configure();
            return _services.BuildServiceProvider();
        }
    }
}
