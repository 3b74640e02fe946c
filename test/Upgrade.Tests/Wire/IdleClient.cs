using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;

namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>A client of no cluster: never started, it writes and reads what a client and a silo say to each other.</summary>
public sealed class IdleClient : IDisposable
{
    private readonly IHost _host;

    public IdleClient()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.UseLocalhostClustering());
        _host = builder.Build();
    }

    public Serializer Serializer => _host.Services.GetRequiredService<Serializer>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public void Dispose() => _host.Dispose();
}
