using ConnectNow.Configuration;
using ConnectNow.Grains.Notifications;
using ConnectNow.Providers.Push;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Silo;

/// <summary>Notifications, as <c>ConnectNow:Push</c> asks for them.</summary>
internal static class PushConfiguration
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void AddPush(this IServiceCollection services, SettingsReader settings)
    {
        var options = Read(settings);
        foreach (var flaw in options.Flaws()) settings.Wrong(flaw);
        services.AddHttpPushSender();
        services.AddNotifications().Configure(options.CopyTo);
    }

    private static PushOptions Read(SettingsReader settings)
    {
        var options = new PushOptions();
        // The operator of the service is found where its pages are.
        if (settings.Text("PublicUrl") is { } url && url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) options.Subject = url;
        options.Subject = settings.Text("Push:Subject") ?? options.Subject;
        options.ReadingTime = settings.Time("Push:ReadingTime", options.ReadingTime, TimeSpan.Zero, Longest);
        options.Interval = settings.Time("Push:Interval", options.Interval, TimeSpan.Zero, Longest);
        foreach (var service in settings.List("Push:Services")) options.Services.Add(service);
        return options;
    }
}
