using Azure.Core;
using Azure.Core.Pipeline;

namespace ConnectNow.Providers.Mail;

/// <summary>The Communication Services resource that takes mails, how it knows this process, and who mails are from.</summary>
public sealed record AzureCommunicationMailerOptions
{
    /// <summary>Like <c>https://contoso.europe.communication.azure.com</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The resource's key, decoded. One of this and <see cref="Credential"/> is given.</summary>
    public ReadOnlyMemory<byte>? AccessKey { get; init; }

    /// <summary>An identity with a role on the resource.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>An address of a domain that is linked to the resource. The name beside it is set there, not here.</summary>
    public required string FromAddress { get; init; }

    /// <summary>How long one request may take. Default: 10 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long to ask what became of a mail that the service has taken in; after it, taking it in is good enough. Default: one minute.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The wait between two such questions when the service names none. Default: one second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Another way to the service than the usual one, for tests that make their own certificate.</summary>
    internal HttpPipelineTransport? Transport { get; init; }
}
