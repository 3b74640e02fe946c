using ConnectNow.Configuration;
using ConnectNow.Media;
using ConnectNow.WebFrontend.Accounts;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Companies;
using ConnectNow.WebFrontend.Describing;
using ConnectNow.WebFrontend.Files;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Hosting.Connections;
using ConnectNow.WebFrontend.Joining;
using ConnectNow.WebFrontend.Notifications;
using ConnectNow.WebFrontend.Operator;
using ConnectNow.WebFrontend.Outbox;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.Extensions.Options;

namespace ConnectNow.WebFrontend;

/// <summary>The web server: pages, REST API and hub, and, in the embedded mode, the engine behind them.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await RunAsync(app);
            return 0;
        }
        catch (Exception fault) when (ServerStart.Explain(fault) is not null)
        {
            await Console.Error.WriteLineAsync(ServerStart.Explain(fault));
            return 1;
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        OpenFileLimit.MustSuffice(OpenFileLimit.Current);
        ProgramParts.Load();
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault)
        {
            var toldToStop = fault is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested;
            // What has started already (the silo, say) is stopped in order, before the services it needs are gone.
            await app.StopAsync();
            if (toldToStop) return;
            throw;
        }

        await app.WaitForShutdownAsync();
    }

    /// <summary>The server, ready to start.</summary>
    /// <exception cref="SettingsException">It never could: settings make no sense, or the data directory can't be used. All of it is
    /// named.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = Settings.Read(SettingsReader.Of(builder));
        builder.AddWebServer(settings);
        if (settings.IsClusterClient) builder.AddClusterMode();
        else builder.AddEmbeddedMode(settings);
        builder.Services.AddRefusals();
        builder.Services.AddCallerAuthentication();
        builder.Services.AddOperator(settings);
        builder.Services.AddRateLimits(settings.Limits);
        builder.Services.AddHealth();
        builder.Services.AddDraining();
        builder.Services.AddRealtime();
        builder.Services.AddApiDescription();
        builder.Services.AddFileInspector();
        builder.Services.AddFiles();
        builder.Services.AddSingleton<OutboxFolder>();

        var app = builder.Build();
        app.UseConnectionGuard();
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseRefusals();
        app.UseMiddleware<OverTls>();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseMiddleware<SameOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<HubConnectionFilter>();
        app.UseHubSockets();
        app.UseReaderLanguage();
        app.UseMiddleware<Pages>();
        app.MapHealth();
        app.MapApiDescription();
        app.MapOutbox();
        app.MapShareTarget();
        app.MapJoining();
        app.MapSignIn();
        app.MapDevice();
        app.MapTokens();
        app.MapCompanies();
        app.MapChats();
        app.MapPeople();
        app.MapChatTokens();
        app.MapPersonTokens();
        app.MapMessages();
        app.MapNotifications();
        app.MapUploads();
        app.MapFiles();
        app.MapRealtime();
        app.MapOperator();
        return app;
    }
}
