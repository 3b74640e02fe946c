using System.Security.Cryptography.X509Certificates;

namespace ConnectNow.Storage.Mailers;

/// <summary>How the conversation with a mail server is kept from others. Its certificate is always checked where there is one.</summary>
public enum SmtpSecurity
{
    /// <summary>It begins in the clear and goes on encrypted before anything is said; a server that does not offer that gets no mail.</summary>
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
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An authority that is trusted instead of those of the system, by tests that make their own.</summary>
    internal X509Certificate2? Authority { get; init; }
}
