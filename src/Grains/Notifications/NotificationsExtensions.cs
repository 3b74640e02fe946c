using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Notifications;

/// <summary>What the grains need to notify people, except for the <see cref="IPushSender"/>.</summary>
public static class NotificationsExtensions
{
    /// <summary>Adds it; <see cref="PushOptions"/> are checked at the start.</summary>
    public static OptionsBuilder<PushOptions> AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsCheck>();
        services.AddSingleton<PushServices>();
        services.AddSingleton<VapidAuthorizations>();
        services.AddSingleton<PushChannel>();
        return services.AddOptions<PushOptions>().ValidateOnStart();
    }
}
