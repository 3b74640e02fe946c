using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConnectNow.WebFrontend.Hosting.Connections;

/// <summary>Puts the limits of connections together.</summary>
internal static class ConnectionsExtensions
{
    /// <summary>Every connection, whatever it speaks, goes through <see cref="ConnectionGuard"/> first.</summary>
    public static void GuardConnections(this KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(listen =>
    {
        var guard = listen.ApplicationServices.GetRequiredService<ConnectionGuard>();
        listen.Use(next => connection => guard.RunAsync(connection, next));
    });

    /// <summary>The first middleware: a request has come.</summary>
    public static void UseConnectionGuard(this WebApplication app) => app.Use((http, next) =>
    {
        http.Features.Get<FirstRequest>()?.Came();
        return next(http);
    });
}
