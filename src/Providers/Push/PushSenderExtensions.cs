using ConnectNow.Grains.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Providers.Push;

/// <summary>Sends web push over HTTP.</summary>
public static class PushSenderExtensions
{
    /// <summary>Adds the sender; the grains' side is added by <see cref="NotificationsExtensions.AddNotifications"/>.</summary>
    public static IServiceCollection AddHttpPushSender(this IServiceCollection services, PushSenderOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options ?? new PushSenderOptions());
        services.AddSingleton<IPushSender, HttpPushSender>();
        return services;
    }
}
