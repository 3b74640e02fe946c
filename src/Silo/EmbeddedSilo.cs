using System.Net;
using ConnectNow.Grains;
using ConnectNow.Storage.Files;
using ConnectNow.Storage.Mailers;
using ConnectNow.Storage.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>A silo that needs no other server: it keeps everything in one directory and listens on the loopback address alone.</summary>
public static class EmbeddedSilo
{
    /// <summary>
    /// Adds the silo to a host. Its ports are free ones, so that any number of hosts run side by side, each with a directory of its own.
    /// </summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="dataDirectory">An existing directory that can be written to.</param>
    /// <param name="gatewayPort">Where clients from other processes connect; 0: nowhere, the host's own client needs no port.</param>
    /// <exception cref="OptionsValidationException">The plans in <c>ConnectNow:Plans</c> make no sense; when the host starts.</exception>
    public static IHostApplicationBuilder AddEmbeddedSilo(this IHostApplicationBuilder builder, string dataDirectory, int gatewayPort = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteStorage(new SqliteStorageOptions { DataDirectory = dataDirectory });
        builder.Services.AddFolderFileStore(new FolderFileStoreOptions { DataDirectory = dataDirectory });
        builder.Services.AddOutboxMailer(new OutboxMailerOptions { DataDirectory = dataDirectory });
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.On(IPAddress.Loopback), gatewayPort, serviceId: "connectnow", clusterId: "embedded")
            .Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback)
            .AddSqliteGrainStorage(GrainStorage.Durable));
        builder.AddEngine();
        return builder;
    }
}
