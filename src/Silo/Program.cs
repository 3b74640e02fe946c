using ConnectNow.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
var cluster = builder.Configuration["ConnectNow:Cluster"];
if (cluster is not (null or "") && !cluster.Equals("Embedded", StringComparison.OrdinalIgnoreCase))
{
    await Console.Error.WriteLineAsync($"ConnectNow:Cluster is \"{cluster}\", but this build runs only \"Embedded\".");
    return 1;
}

try
{
    var directory = Directory.CreateDirectory(builder.Configuration["ConnectNow:DataDirectory"] ?? "data").FullName;
    builder.AddEmbeddedSilo(directory, builder.Configuration.GetValue("ConnectNow:GatewayPort", 30_000));
    using var host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (Exception fault) when (EmbeddedSilo.Explain(fault) is not null || fault is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(EmbeddedSilo.Explain(fault) ?? fault.Message);
    return 1;
}
