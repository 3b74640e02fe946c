using System.Net.Security;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using ConnectNow.Grains.Mail;
using Xunit;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>A mailer that has an identity instead of a key.</summary>
public sealed class AzureCommunicationIdentityTests
{
    [Fact]
    public async Task An_identity_proves_itself_with_a_token_for_the_service()
    {
        using var certificates = new Certificates();
        await using var server = await CommunicationServer.StartAsync(certificates.Of("127.0.0.1"));
        server.Bearer = "Bearer token of the identity";
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = new() { TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust, RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck } } };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(certificates.Authority);
        using var transport = new HttpClientTransport(handler);
        var identity = new Identity();
        var mailer = server.NewMailer(options => options with { AccessKey = null, Credential = identity, Transport = transport });

        Assert.IsType<MailAccepted>(await mailer.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
        identity.IsThere = false;
        // The token is kept; another mailer needs one of its own.
        var another = server.NewMailer(options => options with { AccessKey = null, Credential = identity, Transport = transport });
        var outcome = await another.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken);

        Assert.Equal(["https://communication.azure.com//.default"], identity.Scopes);
        Assert.Equal(new MailDeferred("identity") { OfEveryMail = true, NeedsOperator = true }, outcome);
        Assert.Equal((1, 1), (server.Mails.Count, server.Posts));
    }

    private sealed class Identity : TokenCredential
    {
        public bool IsThere { get; set; } = true;

        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (!IsThere) throw new CredentialUnavailableException("There is no identity here.");
            Scopes = requestContext.Scopes;
            return new AccessToken("token of the identity", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
