using ConnectNow.Providers.Mail;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>Mailers for the server of a test.</summary>
internal static class CommunicationMailers
{
    /// <summary>A mailer that sends to this server; its times are long enough for a slow machine.</summary>
    public static AzureCommunicationMailer NewMailer(
        this CommunicationServer server, Func<AzureCommunicationMailerOptions, AzureCommunicationMailerOptions>? but = null)
    {
        var options = new AzureCommunicationMailerOptions
        {
            Endpoint = server.Endpoint,
            AccessKey = CommunicationServer.Key,
            FromAddress = "chat@acme.example",
            RequestTimeout = TimeSpan.FromSeconds(120),
            Timeout = TimeSpan.FromSeconds(120),
            PollInterval = TimeSpan.FromMilliseconds(5),
        };
        return new AzureCommunicationMailer(but is null ? options : but(options), TimeProvider.System);
    }
}
