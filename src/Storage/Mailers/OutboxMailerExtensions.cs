using ConnectNow.Grains.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Storage.Mailers;

/// <summary>Sends mail to a folder.</summary>
public static class OutboxMailerExtensions
{
    /// <summary>Writes each mail as a file into <c>{DataDirectory}/outbox</c>.</summary>
    public static IServiceCollection AddOutboxMailer(this IServiceCollection services, OutboxMailerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<IMailer, OutboxMailer>();
        return services;
    }
}
