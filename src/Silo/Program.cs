using ConnectNow.Configuration;
using ConnectNow.Silo;
using ConnectNow.Silo.Backups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
    if (BackupCommand.Of(args) is { } command) return await command.RunAsync(builder);
    var settings = SettingsReader.Of(builder);
    if (settings.RunMode() is RunMode.Azure) builder.AddClusterSilo();
    else builder.AddEmbeddedSilo(settings.Count("GatewayPort", 30_000, 0, ushort.MaxValue));
    // The host says on its own, with a stack trace, why it could not start; here it is said in one sentence.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    using var host = builder.Build();
    var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
    try
    {
        await host.RunAsync();
    }
    catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
    {
        // Told to stop while it started: it waited for storage, say.
    }

    return 0;
}
catch (Exception fault) when (StartupError.Explain(fault) is not null || fault is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(StartupError.Explain(fault) ?? fault.Message);
    return 1;
}
