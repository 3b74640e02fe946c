using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Grains.Mail;

/// <summary>Puts the outbox together.</summary>
public static class MailQueueExtensions
{
    /// <summary>Gives a silo the outbox of mails, but for the <see cref="IMailer"/>; it is looked after as long as the host runs.</summary>
    public static IServiceCollection AddMailOutbox(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<MailMeter>();
        services.AddSingleton<ProviderGate>();
        services.AddSingleton<MailQueues>();
        return services.AddHostedService<MailQueueRounds>();
    }
}
