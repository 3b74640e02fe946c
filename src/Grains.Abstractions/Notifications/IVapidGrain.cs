namespace ConnectNow.Notifications;

/// <summary>
/// How this service shows push services that it is who subscribed (VAPID, RFC 8292): one key pair, made once and kept for good. Key:
/// <see cref="Key"/>. The private key never leaves the grain.
/// </summary>
/// <remarks>With another key pair no subscription made before would work any more.</remarks>
[Alias("connectnow.vapid")]
public interface IVapidGrain : IGrainWithStringKey
{
    const string Key = "service";

    /// <summary>The public key browsers subscribe with: an uncompressed P-256 point in base64url.</summary>
    [Alias("public-key")] Task<string> PublicKey();

    /// <summary>The value of <c>Authorization</c> for a push service's origin. May be used again and again until it ends.</summary>
    [Alias("authorise")] Task<VapidAuthorization> Authorise(string audience);
}

/// <summary>A header value, and until when (UTC) push services take it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.vapid-authorization")]
public sealed record VapidAuthorization([property: Id(0)] string Header, [property: Id(1)] DateTimeOffset Ends);
