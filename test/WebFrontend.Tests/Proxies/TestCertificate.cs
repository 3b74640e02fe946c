using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConnectNow.WebFrontend.Tests.Proxies;

/// <summary>A certificate for <c>localhost</c> that only this test believes.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly X509Certificate2 _certificate;

    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var (chain, secret) = (_certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        ChainPath = Write("fullchain.pem", $"{chain}\n");
        KeyPath = Write("privkey.pem", $"{secret}\n");
        BothPath = Write("both.pem", $"{chain}\n{secret}\n");
    }

    public string ChainPath { get; }

    public string KeyPath { get; }

    public string BothPath { get; }

    /// <summary>Whether the other end has shown this certificate, and no other.</summary>
    public bool IsShown(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown?.GetCertHashString(HashAlgorithmName.SHA256) == _certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public void Dispose()
    {
        _certificate.Dispose();
        _directory.Dispose();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
