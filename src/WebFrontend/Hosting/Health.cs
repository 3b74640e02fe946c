using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>What an orchestrator asks: does the process live, and should people be sent to it.</summary>
internal static class Health
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddHealthChecks().AddCheck<Readiness>("ready");
        return services;
    }

    /// <summary>Lets people move before the process stops.</summary>
    public static IServiceCollection AddDraining(this IServiceCollection services)
    {
        services.AddSingleton<Drain>();
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/health/ready");
    }
}
