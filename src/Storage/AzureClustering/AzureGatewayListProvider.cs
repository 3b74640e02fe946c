using Azure.Data.Tables;
using ConnectNow.Storage.AzureAccount;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>The silos that let clients in: the active ones that have a gateway, read from the membership table each time.</summary>
internal sealed partial class AzureGatewayListProvider(
    IOptions<AzureStorageGatewayOptions> options, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways, ILogger<AzureGatewayListProvider> logger,
    TimeProvider? time = null, IHostApplicationLifetime? host = null) : IGatewayListProvider
{
    private readonly TableClient _table = options.Value.Table;

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    /// <summary>Waits until storage answers; the table may still be empty then.</summary>
    public Task InitializeGatewayListProvider() =>
        StorageWait.UntilAnsweredAsync(
            _table.EnsureAsync,
            _table.Uri, time ?? TimeProvider.System, logger, host?.ApplicationStopping ?? CancellationToken.None);

    public async Task<IList<Uri>> GetGateways()
    {
        var found = new List<Uri>();
        var active = TableClient.CreateQueryFilter($"PartitionKey eq {cluster.Value.ClusterId} and Status eq {nameof(SiloStatus.Active)}");
        await foreach (var row in _table.QueryAsync<TableEntity>(active))
        {
            if (!VersionRow.Is(row.RowKey) && GatewayOf(row) is { } gateway) found.Add(gateway);
        }

        return found;
    }

    private Uri? GatewayOf(TableEntity row)
    {
        try
        {
            return SiloRow.GatewayOf(row);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException)
        {
            LogStrayRow(logger, fault, row.RowKey);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Row {Row} of the membership table is not one of a silo, and is passed over")]
    private static partial void LogStrayRow(ILogger logger, Exception fault, string row);
}
