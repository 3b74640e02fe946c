using ConnectNow.WebFrontend.Hosting.Connections;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>Kestrel, its limits, and how JSON is read and written.</summary>
internal static class WebServer
{
    private const string DefaultUrl = "http://localhost:5080";

    public static WebApplicationBuilder AddWebServer(this WebApplicationBuilder builder, Settings settings)
    {
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.BodyBytes;
            kestrel.Limits.MaxConcurrentConnections = settings.Limits.RoomForConnections();
            kestrel.GuardConnections();
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        // What a socket has for us is worked on where it was received, and what we have for it is sent where it was written: most of it is
        // a frame of a few hundred bytes, and handing one to another thread costs more than all the rest of it.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        // The host says on its own, with a stack trace, why it could not start; Program says it in one sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<IHttpContextFactory, ChatLinks>();
        builder.Services.AddSingleton<ConnectionGuard>();
        builder.Services.AddSingleton<PublicAddress>();
        // Our own cookies are opaque and need no keys; whatever the framework protects must survive a restart: each mode keeps the keys.
        builder.Services.AddDataProtection().SetApplicationName("ConnectNow");
        builder.Services.ConfigureHttpJsonOptions(options => WireFormat.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        return builder;
    }
}
