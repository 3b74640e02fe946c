using ConnectNow.WebFrontend.Realtime.Sockets;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.SignalR;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>Composes the hub and the rooms behind it.</summary>
internal static class RealtimeExtensions
{
    public const string HubPath = "/hubs/chat";

    public static IServiceCollection AddRealtime(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<FrontendMeter>();
        services.AddSingleton<SecurityEvents>();
        services.AddSingleton<ChatRooms>();
        services.AddSingleton<OpenConnections>();
        services.AddSingleton<HubBudget>();
        services.AddSingleton<HubLifetimeManager<ChatHub>, ChatHubLifetime>();
        services.AddHostedService(provider => provider.GetRequiredService<ChatRooms>());
        services.AddSingleton<OpenSockets>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenSockets>());
        services.AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 64 * 1024;
                options.KeepAliveInterval = TimeSpan.FromSeconds(15);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
                options.EnableDetailedErrors = false;
                options.DisableImplicitFromServicesParameters = true;
                // Calls begin in the order they came, and a send reaches the chat before it first waits: the order of sends holds.
                options.MaximumParallelInvocationsPerClient = 8;
            })
            .AddJsonProtocol(options => WireFormat.Apply(options.PayloadSerializerOptions))
            .AddMessagePackProtocol(options => options.SerializerOptions = WireFormat.MessagePack);
        return services;
    }

    public static void UseHubSockets(this IApplicationBuilder app)
    {
        app.Use(PassOnAtOnce);
        app.UseWebSockets();
        app.UseMiddleware<HubSockets>();
    }

    /// <summary>
    /// Server-sent events: nginx and its like collect an answer before they pass it on, its headers too, unless it asks them not to.
    /// </summary>
    private static Task PassOnAtOnce(HttpContext http, RequestDelegate next)
    {
        var isHub = http.Request.Path.StartsWithSegments(HubPath, StringComparison.OrdinalIgnoreCase);
        if (isHub && http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)) http.Response.Headers["X-Accel-Buffering"] = "no";
        return next(http);
    }

    public static void MapRealtime(this IEndpointRouteBuilder routes) =>
        routes.MapHub<ChatHub>(HubPath).RequireAuthorization(Authentication.ChatUser);
}
