using ConnectNow.Grains.Notifications;
using ConnectNow.Storage.Push;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Silo;

/// <summary>Notifications, as <c>ConnectNow:Push</c> asks for them.</summary>
internal static class PushConfiguration
{
    public static void AddPush(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("ConnectNow:Push");
        services.AddHttpPushSender();
        services.AddNotifications().Configure(options =>
        {
            // Whoever runs the service is found where its pages are.
            if (configuration["ConnectNow:PublicUrl"] is { } url && url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) options.Subject = url;
            if (section["Subject"] is { Length: > 0 } subject) options.Subject = subject;
            options.ReadingTime = section.GetValue("ReadingTime", options.ReadingTime);
            options.Interval = section.GetValue("Interval", options.Interval);
            foreach (var service in section.GetSection("Services").Get<string[]>() ?? []) options.Services.Add(service);
        });
    }
}
