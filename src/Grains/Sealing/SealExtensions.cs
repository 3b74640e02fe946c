using ConnectNow.Sealing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Grains.Sealing;

/// <summary>Gives a silo the deployment's seal.</summary>
public static class SealExtensions
{
    public static IServiceCollection AddSeal(this IServiceCollection services)
    {
        services.TryAddSingleton<Seal>();
        return services;
    }
}
