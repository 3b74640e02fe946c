using ConnectNow.Notifications;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Notifications;

/// <summary>Web push as the participants' grains use it: which subscriptions are good, and the way to a device.</summary>
public sealed partial class PushChannel(
    IPushSender sender,
    PushServices services,
    VapidAuthorizations authorizations,
    IOptions<PushOptions> options,
    TimeProvider time,
    ILogger<PushChannel> logger)
{
    /// <summary>Long enough for a weekend without the phone; after that the badge of the app says enough.</summary>
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(3);

    /// <inheritdoc cref="PushOptions.ReadingTime"/>
    internal TimeSpan ReadingTime => options.Value.ReadingTime;

    /// <summary>Why nothing can be pushed to a subscription; null when it can.</summary>
    internal Refusal? Check(PushSubscription subscription)
    {
        if (!services.Knows(subscription.Endpoint, out _))
            return Refusal.Mistyped("subscription", "refusal.push.unknown");
        return PushKeys.TryRead(subscription.P256dh, subscription.Auth, out _)
            ? null
            : Refusal.Invalid("subscription", "The keys of this subscription are not right: p256dh is a point on P-256 of 65 bytes and auth 16 bytes, both in base64url.");
    }

    /// <summary>The way to a device.</summary>
    internal PushDelivery DeliveryTo(Action gone, CancellationToken stopping) => new(
        async message => await sender.SendAsync(message, await authorizations.For(message.Endpoint), stopping), gone, time, logger, stopping);

    /// <summary>What goes to a device; null when nothing can go there any more.</summary>
    internal PushMessage? Compose(PushDevice device, PushPayload payload, string topic)
    {
        if (!services.Knows(device.Endpoint, out var endpoint) || !PushKeys.TryRead(device.P256dh, device.Auth, out var keys))
        {
            LogNotReachable(logger);
            return null;
        }

        return new PushMessage
        {
            Endpoint = endpoint,
            Body = MessageEncryption.Encrypt(payload.Write(), keys),
            Topic = topic,
            Urgent = payload.Mentioned,
            TimeToLive = TimeToLive,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A device was not notified: its push service is no longer allowed.")]
    private static partial void LogNotReachable(ILogger logger);
}
