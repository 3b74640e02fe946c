using ConnectNow.Configuration;
using ConnectNow.Grains;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Providers.AzureBlobs;
using ConnectNow.Providers.AzureBlobs.GrainState;
using ConnectNow.Providers.AzureTables;
using ConnectNow.Providers.AzureTables.Clustering;
using ConnectNow.Silo.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>One of the silos of a cluster that lives on a storage account.</summary>
public static class ClusterSilo
{
    /// <summary>
    /// Adds the silo to a host. It starts whatever else is there already: it waits for storage, and joins whom it finds.
    /// </summary>
    /// <param name="builder">The host to be.</param>
    /// <exception cref="SettingsException">Settings make no sense: all that were read until now.</exception>
    public static IHostApplicationBuilder AddClusterSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var reader = SettingsReader.Of(builder);
        var settings = ClusterSettings.Read(reader);
        var telemetry = TelemetrySettings.Read(reader, builder.Configuration);
        builder.AddSiloServices();
        reader.ThrowIfWrong();
        builder.AddTelemetry(telemetry, "connectnow-silo");
        var account = builder.Services.AddAzureStorageAccount(settings.Storage);
        builder.Services.AddClusterTable();
        builder.Services.AddAzureTableTimelines();
        builder.Services.AddAzureBlobFiles();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(settings.Apply)
            .Configure<EndpointOptions>(settings.Apply)
            .Configure<ClusterMembershipOptions>(membership => FailFast(membership, settings))
            .Configure<SiloMessagingOptions>(messaging => (messaging.ResponseTimeout, messaging.ClientDropTimeout) = (ClusterTimes.AnswerBetweenSilos, ClusterTimes.LostClient))
            .UseAzureStorageClustering(options => options.TableServiceClient = account.Tables)
            .AddDurableBlobGrainStorage(GrainStorage.Durable, options => options.BlobServiceClient = account.BlobsOnce));
        builder.AddDashboardOfSilo();
        if (telemetry.IsOn) builder.UseOrleans(silo => silo.AddActivityPropagation());
        if (settings.AwaitsReach is { } limit)
        {
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Predecessor>();
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => ActivatorUtilities.CreateInstance<SiloReachability>(services, limit));
        }

        if (settings.HealthUrls is { } urls) builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<HealthEndpoint>(services, urls));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ClusterTimes.Stopping);
        return builder;
    }

    /// <summary>A dead silo is voted out within some five seconds, so that its chats are elsewhere within ten.</summary>
    private static void FailFast(ClusterMembershipOptions membership, ClusterSettings settings)
    {
        membership.ProbeTimeout = settings.ProbeTimeout;
        membership.NumMissedProbesLimit = settings.MissedProbes;
        // Nobody is voted out who was heard of within this times the limit: one that hangs, or that no cable leads to any more, closes no
        // connection.
        membership.MaxProbeTimeout = settings.ProbeTimeout;
        // A silo that starts after all silos were killed ignores rows that are older than this times three.
        membership.IAmAliveTablePublishTimeout = ClusterTimes.SignOfLife;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
    }

    private static void Apply(this ClusterSettings settings, EndpointOptions endpoints)
    {
        if (settings.AdvertisedAddress is { } address) endpoints.AdvertisedIPAddress = address;
        endpoints.SiloPort = settings.Port;
        endpoints.GatewayPort = settings.GatewayPort;
        endpoints.SiloListeningEndpoint = settings.Listening;
        endpoints.GatewayListeningEndpoint = settings.GatewayListening;
    }

    internal static void Apply(this ClusterSettings settings, ClusterOptions cluster)
    {
        cluster.ClusterId = settings.ClusterId;
        cluster.ServiceId = settings.ServiceId;
    }
}
