using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Grains.Mail;

/// <summary>Puts the mail queue together.</summary>
public static class MailQueueExtensions
{
    /// <summary>Gives a silo the mail queue, except for the <see cref="IMailer"/>; its shards are woken as long as the host runs.</summary>
    public static IServiceCollection AddMailQueue(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<MailMeter>();
        services.AddSingleton<ProviderGate>();
        services.AddSingleton<MailQueues>();
        return services.AddHostedService<MailQueueRounds>();
    }
}
