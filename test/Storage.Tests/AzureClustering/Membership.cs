using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using ConnectNow.Storage.AzureClustering;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>A cluster of its own in the one membership table of all tests, as one silo of it sees it.</summary>
internal sealed class Membership(TableServiceClient client, string clusterId)
{
    public static readonly DateTime Noon = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    private static int _generation;

    public static Task<Membership> NewAsync(AzuriteAccount azurite) => NewAsync(azurite.Account.TablesOnce);

    public static async Task<Membership> NewAsync(TableServiceClient client)
    {
        var membership = new Membership(client, $"cluster-{Guid.NewGuid():n}");
        await membership.Table.InitializeMembershipTable(tryInitTableVersion: true);
        return membership;
    }

    public string ClusterId => clusterId;

    public AzureMembershipTable Table { get; } = new(
        Options.Create(new AzureStorageClusteringOptions { TableServiceClient = client }), Of(clusterId), TimeProvider.System, NullLogger<AzureMembershipTable>.Instance);

    public AzureGatewayListProvider Gateways { get; } = new(
        Options.Create(new AzureStorageGatewayOptions { TableServiceClient = client }), Of(clusterId), Options.Create(new GatewayOptions()), NullLogger<AzureGatewayListProvider>.Instance);

    /// <summary>The same cluster, as another silo sees it.</summary>
    public Membership Through(TableServiceClient other) => new(other, clusterId);

    public TableClient Rows => client.GetTableClient(AzureStorageClusteringOptions.DefaultTableName);

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

    private static IOptions<ClusterOptions> Of(string clusterId) => Options.Create(new ClusterOptions { ClusterId = clusterId });
}
