using System.Net;
using ConnectNow.Configuration;
using ConnectNow.Grains;
using ConnectNow.Providers.Files;
using ConnectNow.Providers.Sqlite;
using ConnectNow.Silo.Telemetry;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>A silo that needs no other server: it keeps everything in one directory and listens on the loopback address alone.</summary>
public static class EmbeddedSilo
{
    /// <summary>
    /// Adds the silo to a host. Its ports are free ones, so that any number of hosts run side by side, each with a directory of its own.
    /// </summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="gatewayPort">Where clients from other processes connect; 0: nowhere, the host's own client needs no port.</param>
    /// <exception cref="SettingsException">Settings make no sense, or the data directory can't be written to: all that was found until
    /// now.</exception>
    public static IHostApplicationBuilder AddEmbeddedSilo(this IHostApplicationBuilder builder, int gatewayPort = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var reader = SettingsReader.Of(builder);
        var dataDirectory = DataDirectory.Prepare(reader);
        var telemetry = TelemetrySettings.Read(reader, builder.Configuration);
        builder.AddSiloServices();
        reader.ThrowIfWrong();
        builder.AddTelemetry(telemetry, "connectnow");
        builder.Services.AddSqliteStorage(new SqliteStorageOptions { DataDirectory = dataDirectory });
        builder.Services.AddFolderFileStore(new FolderFileStoreOptions { DataDirectory = dataDirectory });
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.On(IPAddress.Loopback), gatewayPort, serviceId: "connectnow", clusterId: "embedded")
            .Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback)
            .AddSqliteGrainStorage(GrainStorage.Durable));
        builder.AddDashboardOfSilo();
        if (telemetry.IsOn) builder.UseOrleans(silo => silo.AddActivityPropagation());
        return builder;
    }
}
