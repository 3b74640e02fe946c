using ConnectNow.Configuration;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Providers.AzureBlobs;
using ConnectNow.Providers.AzureBlobs.DataProtection;
using ConnectNow.Providers.AzureTables.Clustering;
using ConnectNow.Silo.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>A process that speaks to the grains of a cluster and has none of its own: a frontend.</summary>
public static partial class ClusterClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the client to a host, the files that frontends stream past the silos, and the keys that all frontends protect their values
    /// with. The host starts when storage answers and a silo is there.
    /// </summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="gatewayLost">Called when a silo that this process speaks through has gone: what was on its way through it is
    /// lost.</param>
    /// <exception cref="SettingsException">Settings make no sense: all that were read until now.</exception>
    public static IHostApplicationBuilder AddClusterClient(this IHostApplicationBuilder builder, Action<IServiceProvider> gatewayLost)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var reader = SettingsReader.Of(builder);
        var settings = ClusterSettings.Read(reader);
        var telemetry = TelemetrySettings.Read(reader, builder.Configuration);
        reader.ThrowIfWrong();
        builder.AddTelemetry(telemetry, "connectnow-frontend");
        var account = builder.Services.AddAzureStorageAccount(settings.Storage);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddClusterTable();
        builder.Services.AddAzureBlobFiles();
        builder.Services.AddSingleton<OperatorRecord>();
        builder.Services.AddDataProtection().PersistKeysToAzureBlobStorage(account.BlobsOnce.GetBlobContainerClient("keys").GetBlobClient("keys.xml"));
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(settings.Apply)
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = ClusterTimes.NewGateways)
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ClusterTimes.Answer)
            .UseAzureStorageClustering(options => options.TableServiceClient = account.Tables)
            .UseConnectionRetryFilter<UntilASiloIsThere>()
            .AddGatewayCountChangedHandler(services => (_, change) =>
            {
                if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways) gatewayLost(services);
            }));
        builder.AddDashboardOfClient();
        if (telemetry.IsOn) builder.UseOrleansClient(client => client.AddActivityPropagation());
        return builder;
    }

    /// <summary>Machines come up in any order: says once what is missing, and goes on trying.</summary>
    private sealed partial class UntilASiloIsThere(ILogger<UntilASiloIsThere> logger, TimeProvider time) : IClientConnectionRetryFilter
    {
        private bool _said;

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (StartupError.Explain(exception) is not null) return false;
            if (!_said) LogWaiting(logger, exception.GetBaseException().Message);
            _said = true;
            await Task.Delay(Pause, time, cancellationToken);
            return true;
        }

        [LoggerMessage(LogLevel.Warning, "Waiting for a silo of the cluster: {Reason}.")]
        private static partial void LogWaiting(ILogger logger, string reason);
    }
}
