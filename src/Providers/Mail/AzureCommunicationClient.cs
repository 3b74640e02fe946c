using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Request = Azure.Core.Request;

namespace ConnectNow.Providers.Mail;

/// <summary>
/// The two requests of the mail API of Communication Services
/// (https://learn.microsoft.com/rest/api/communication/email). Each is made once: the caller decides what an answer, or none, means.
/// </summary>
internal sealed class AzureCommunicationClient
{
    private const string ApiVersion = "2023-03-31";
    private const string Scope = "https://communication.azure.com//.default";

    private readonly AzureCommunicationMailerOptions _options;
    private readonly HttpPipeline _pipeline;

    public AzureCommunicationClient(AzureCommunicationMailerOptions options, TimeProvider time)
    {
        _options = options;
        HttpPipelinePolicy identity = options switch
        {
            { AccessKey: { } key, Credential: null } => new SharedKeyPolicy(key, time),
            { AccessKey: null, Credential: { } credential } => new BearerTokenAuthenticationPolicy(credential, Scope),
            _ => throw new ArgumentException("Either a key or a credential is given.", nameof(options)),
        };
        _pipeline = HttpPipelineBuilder.Build(new PipelineOptions(options), identity);
    }

    /// <summary>Asks the service to take a mail in, under the mail's own id.</summary>
    public async Task<Response> SendAsync(Grains.Mail.Mail mail, CancellationToken cancellationToken)
    {
        using var request = RequestTo(RequestMethod.Post, new Uri(_options.Endpoint, $"/emails:send?api-version={ApiVersion}"));
        request.Headers.SetValue("Operation-Id", mail.Id.ToString());
        request.Headers.SetValue("Content-Type", "application/json");
        request.Content = RequestContent.Create(BodyOf(mail));
        return await _pipeline.SendRequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks what became of a mail. <paramref name="location"/>: where the service said it would tell; elsewhere it is not asked.
    /// </summary>
    public async Task<Response> StatusAsync(Guid id, string? location, CancellationToken cancellationToken)
    {
        using var request = RequestTo(RequestMethod.Get, Own(location) ?? new Uri(_options.Endpoint, $"/emails/operations/{id}?api-version={ApiVersion}"));
        return await _pipeline.SendRequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private Request RequestTo(RequestMethod method, Uri uri)
    {
        var request = _pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(uri);
        request.Headers.SetValue("Accept", "application/json");
        return request;
    }

    /// <summary>Where a request signed by us may go: to the service, and nowhere else.</summary>
    private Uri? Own(string? location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Scheme == _options.Endpoint.Scheme && uri.Authority == _options.Endpoint.Authority ? uri : null;

    private byte[] BodyOf(Grains.Mail.Mail mail) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        senderAddress = _options.FromAddress,
        recipients = new { to = new[] { new { address = mail.To, displayName = MimeMail.OneLine(mail.ToName) } } },
        content = new { subject = MimeMail.OneLine(mail.Subject), plainText = mail.Text, html = mail.Html },
        // A picture that reports who has read the mail is nothing for a code.
        userEngagementTrackingDisabled = true,
    });

    private sealed class PipelineOptions : ClientOptions
    {
        public PipelineOptions(AzureCommunicationMailerOptions options)
        {
            Retry.MaxRetries = 0;
            Retry.NetworkTimeout = options.RequestTimeout;
            Diagnostics.IsTelemetryEnabled = false;
            Diagnostics.IsLoggingContentEnabled = false;
            if (options.Transport is { } transport) Transport = transport;
        }
    }
}
