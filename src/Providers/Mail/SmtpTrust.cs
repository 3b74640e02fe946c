using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ConnectNow.Providers.Mail;

/// <summary>
/// Whether a mail server's certificate proves who it is, and if not, what is wrong with it and what to do, in words for an operator.
/// </summary>
internal sealed class SmtpTrust(SmtpMailerOptions options)
{
    /// <summary>What is wrong with the certificate that was shown; null when nothing is, or none was shown.</summary>
    public string? Flaw { get; private set; }

    public bool Check(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        Flaw = FlawOf(shown, chain, errors);
        return Flaw is null;
    }

    private string? FlawOf(X509Certificate? shown, X509Chain? system, SslPolicyErrors errors)
    {
        if (shown is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return $"{options.Host} shows no certificate";
        var certificate = shown as X509Certificate2 ?? new X509Certificate2(shown);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the certificate of {options.Host} is for another name ({certificate.GetNameInfo(X509NameType.DnsName, false)}): ConnectNow:Email:Smtp:Host must be the name in it";
        if (options.Authorities is not { } authorities) return errors == SslPolicyErrors.None ? null : ChainFlaw(certificate, system);
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // What the server sends beside its own certificate leads to the authority, and is trusted for nothing.
        foreach (var link in system?.ChainElements ?? Enumerable.Empty<X509ChainElement>()) own.ChainPolicy.ExtraStore.Add(link.Certificate);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build(certificate) ? null : ChainFlaw(certificate, own);
    }

    private string ChainFlaw(X509Certificate2 certificate, X509Chain? chain)
    {
        var isOutOfDate = chain?.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)) is true;
        return isOutOfDate
            ? $"the certificate of {options.Host} is good from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)} only: it must be renewed there"
            : $"the certificate of {options.Host} is signed by \"{certificate.Issuer}\", whom nobody here trusts: name that authority's certificate in ConnectNow:Email:Smtp:CaFile";
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
