using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Identity;
using ConnectNow.Configuration;
using ConnectNow.Grains.Mail;
using ConnectNow.Providers.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Silo;

/// <summary>Mail, as <c>ConnectNow:Email</c> asks for it.</summary>
internal static class EmailConfiguration
{
    private const string Address = "a mail address that people see mails come from, like chat@example.com";

    /// <summary>Adds the mail queue and the provider behind it; what makes no sense is noted with the reader.</summary>
    public static void AddMail(this IServiceCollection services, SettingsReader settings)
    {
        services.AddMailQueue();
        switch (settings.Choice("Email:Provider", EmailProvider.Outbox))
        {
            case EmailProvider.Smtp:
                services.AddSmtpMailer(SmtpOf(settings));
                break;
            case EmailProvider.AzureCommunication:
                services.AddAzureCommunication(settings);
                break;
            default:
                services.AddOutboxMailer(OutboxOf(settings));
                break;
        }
    }

    // A method of its own: the one that calls it loads no assembly of the Azure SDK.
    private static void AddAzureCommunication(this IServiceCollection services, SettingsReader settings)
    {
        if (AzureCommunicationOf(settings) is { } options) services.AddAzureCommunicationMailer(options);
    }

    private static MailFolderOptions OutboxOf(SettingsReader settings)
    {
        var options = new MailFolderOptions { DataDirectory = DataDirectory.PathOf(settings) };
        return options with { FromAddress = settings.Read("Email:From", Plain, Address) ?? options.FromAddress, FromName = NameOf(settings) ?? options.FromName };
    }

    private static SmtpMailerOptions SmtpOf(SettingsReader settings)
    {
        var options = new SmtpMailerOptions { FromAddress = FromOf(settings), Host = HostOf(settings), Security = settings.Choice("Email:Smtp:Security", SmtpSecurity.StartTls) };
        // Both names are in use.
        var (user, password) = (settings.Text("Email:Smtp:UserName") ?? settings.Text("Email:Smtp:User"), settings.Text("Email:Smtp:Password"));
        if (user is null != password is null)
            settings.Wrong($"{SettingsReader.PathOf("Email:Smtp:UserName")} and {SettingsReader.PathOf("Email:Smtp:Password")} belong together; only one of them is set.");
        if (user is not null && options.Security == SmtpSecurity.None)
            settings.Wrong($"{SettingsReader.PathOf("Email:Smtp:UserName")} is set, but {SettingsReader.PathOf("Email:Smtp:Security")} is \"None\"; the password would travel in the clear.");
        return options with
        {
            Port = settings.Count("Email:Smtp:Port", UsualPort(options.Security), 1, ushort.MaxValue),
            UserName = user,
            Password = password,
            OwnName = OwnNameOf(settings),
            Authorities = AuthoritiesOf(settings),
            FromName = NameOf(settings) ?? options.FromName,
        };
    }

    /// <summary>The name that people know the service by, if it has one; the reader of that setting says what is wrong with it.</summary>
    private static string? OwnNameOf(SettingsReader settings) =>
        Uri.TryCreate(settings.Text("PublicUrl"), UriKind.Absolute, out var url) && url.IdnHost.Length > 0 ? url.IdnHost : null;

    private static X509Certificate2Collection? AuthoritiesOf(SettingsReader settings) => settings.Read(
        "Email:Smtp:CaFile",
        path =>
        {
            try
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(path);
                return authorities.Count > 0 ? authorities : null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                return null;
            }
        },
        "a file that this process can read, with the certificates (PEM: -----BEGIN CERTIFICATE-----) of the authorities that the mail server's certificate may be signed by");

    private static AzureCommunicationMailerOptions? AzureCommunicationOf(SettingsReader settings)
    {
        const string connectionKey = "Email:AzureCommunication:ConnectionString";
        const string endpointKey = "Email:AzureCommunication:Endpoint";
        var from = FromOf(settings);
        var connection = settings.Text(connectionKey);
        var endpoint = settings.Read(endpointKey, AzureCommunicationConnection.EndpointOf, "the address of a Communication Services resource, like https://contoso.europe.communication.azure.com");
        if (connection is null == settings.Text(endpointKey) is null)
        {
            settings.Wrong($"{SettingsReader.PathOf(connectionKey)} or {SettingsReader.PathOf(endpointKey)} must be set, and only one of them.");
            return null;
        }

        if (connection is null)
            return endpoint is null ? null : new AzureCommunicationMailerOptions { Endpoint = endpoint, Credential = new DefaultAzureCredential(), FromAddress = from };
        if (AzureCommunicationConnection.TryParse(connection) is { } resource)
            return new AzureCommunicationMailerOptions { Endpoint = resource.Endpoint, AccessKey = resource.AccessKey, FromAddress = from };
        // Its value holds a key.
        settings.Wrong($"{SettingsReader.PathOf(connectionKey)} is not one of a Communication Services resource; it looks like endpoint=https://…;accesskey=….");
        return null;
    }

    private static string FromOf(SettingsReader settings) =>
        settings.Text("Email:From") is null ? settings.Required("Email:From", Address) : settings.Read("Email:From", Plain, Address) ?? "";

    private static string? NameOf(SettingsReader settings) =>
        settings.Read("Email:FromName", text => text.Length <= 100 && !text.Any(char.IsControl) ? text : null, "a name on one line, of at most 100 characters");

    private static string HostOf(SettingsReader settings)
    {
        const string host = "the name or address of a mail server";
        return settings.Text("Email:Smtp:Host") is null
            ? settings.Required("Email:Smtp:Host", host)
            : settings.Read("Email:Smtp:Host", text => Uri.CheckHostName(text) == UriHostNameType.Unknown ? null : text, host) ?? "";
    }

    private static int UsualPort(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => 465,
        SmtpSecurity.None => 25,
        _ => 587,
    };

    private static string? Plain(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text ? text : null;

    private enum EmailProvider
    {
        Outbox,
        Smtp,
        AzureCommunication,
    }
}
