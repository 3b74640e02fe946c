using System.Security.Cryptography.X509Certificates;

namespace ConnectNow.Providers.Mail;

/// <summary>How the conversation with a mail server is kept from others. Its certificate is always checked where there is one.</summary>
public enum SmtpSecurity
{
    /// <summary>
    /// It begins in the clear and goes on encrypted before anything is said; a server that does not offer that gets no mail.
    /// </summary>
    StartTls,

    /// <summary>It is encrypted from the first byte.</summary>
    Tls,

    /// <summary>It is not encrypted: for a server on the same machine or in a network of its own. No login then.</summary>
    None,
}

/// <summary>The mail server, and who mails are from.</summary>
public sealed record SmtpMailerOptions
{
    public required string Host { get; init; }

    /// <summary>Default: 587, where servers take mail from programs (RFC 6409).</summary>
    public int Port { get; init; } = 587;

    /// <summary>Default: <see cref="SmtpSecurity.StartTls"/>.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Null: no login.</summary>
    public string? UserName { get; init; }

    public string? Password { get; init; }

    public required string FromAddress { get; init; }

    /// <summary>Default: "ConnectNow Chat".</summary>
    public string FromName { get; init; } = "ConnectNow Chat";

    /// <summary>How long one mail may take, from connecting to the server's last word. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What this side calls itself (RFC 5321, section 4.1.1.1): the name under which people know the service; many servers refuse the bare
    /// name of a machine. Null: the domain of <see cref="FromAddress"/>.
    /// </summary>
    public string? OwnName { get; init; }

    /// <summary>Authorities that are trusted instead of those of the system. Null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }
}
