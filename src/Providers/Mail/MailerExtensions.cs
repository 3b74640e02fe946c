using ConnectNow.Grains.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Providers.Mail;

/// <summary>Gives a silo the provider of its mails: one of these.</summary>
public static class MailerExtensions
{
    /// <summary>Writes each mail as a file into <c>{DataDirectory}/outbox</c>.</summary>
    public static IServiceCollection AddOutboxMailer(this IServiceCollection services, MailFolderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services.AddMailer<MailFolder, MailFolderOptions>(options);
    }

    /// <summary>Hands each mail to a mail server.</summary>
    public static IServiceCollection AddSmtpMailer(this IServiceCollection services, SmtpMailerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services.AddMailer<SmtpMailer, SmtpMailerOptions>(options);
    }

    /// <summary>Hands each mail to Azure Communication Services.</summary>
    public static IServiceCollection AddAzureCommunicationMailer(this IServiceCollection services, AzureCommunicationMailerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services.AddMailer<AzureCommunicationMailer, AzureCommunicationMailerOptions>(options);
    }

    private static IServiceCollection AddMailer<TMailer, TOptions>(this IServiceCollection services, TOptions options)
        where TMailer : class, IMailer
        where TOptions : class
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return services.AddSingleton<IMailer, TMailer>();
    }
}
