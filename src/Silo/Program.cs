using ConnectNow.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var directory = Directory.CreateDirectory(builder.Configuration["ConnectNow:DataDirectory"] ?? "data").FullName;
    if (ClusterSettings.IsCluster(builder.Configuration)) builder.AddClusterSilo(directory);
    else builder.AddEmbeddedSilo(directory, builder.Configuration.GetValue("ConnectNow:GatewayPort", 30_000));
    // The host says on its own, with a stack trace, why it could not start; here it is said in one sentence.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    using var host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (Exception fault) when (StartException.Explain(fault) is not null || fault is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(StartException.Explain(fault) ?? fault.Message);
    return 1;
}
