using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Grains.Telemetry;

/// <summary>Puts the counting together.</summary>
public static class TelemetryExtensions
{
    /// <summary>Adds the meters of chats and of storage; whether anybody listens to them is decided elsewhere.</summary>
    public static IServiceCollection AddChatMeters(this IServiceCollection services)
    {
        services.AddStorageMeter();
        services.TryAddSingleton<ChatMeter>();
        return services;
    }

    /// <summary>Adds the meter of storage alone: frontends stream files past the silos.</summary>
    public static IServiceCollection AddStorageMeter(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<StorageMeter>();
        return services;
    }
}
