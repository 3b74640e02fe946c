using System.ComponentModel.DataAnnotations;
using ConnectNow.Notifications;
using ConnectNow.WebFrontend.Describing;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Notifications;

/// <summary>What browsers need to subscribe.</summary>
/// <param name="PublicKey">The service's VAPID key (RFC 8292): a P-256 point in base64url, for <c>applicationServerKey</c>.</param>
internal sealed record PushView(string PublicKey);

/// <summary>What a participant wants to be notified of.</summary>
/// <param name="Level">off, mentions or all.</param>
/// <param name="Devices">How many of the participant's devices are notified.</param>
internal sealed record NotificationSettingsView([property: NamesOf(typeof(NotificationLevel))] string Level, int Devices)
{
    public static NotificationSettingsView Of(NotificationSettings settings) =>
        new(SnakeCase<NotificationLevel>.Of(settings.Level), settings.Devices);
}

/// <summary>What a participant wants to be notified of from now on.</summary>
/// <param name="Level">off, mentions or all.</param>
/// <param name="Subscription">With it the device that calls is notified too; without it devices stay as they are.</param>
internal sealed record NotificationSettingsRequest(
    [property: Required, NamesOf(typeof(NotificationLevel))] string? Level,
    SubscriptionRequest? Subscription);

/// <summary>A browser's push subscription, as its <c>toJSON()</c> has it.</summary>
internal sealed record SubscriptionRequest([property: Required] string? Endpoint, [property: Required] SubscriptionKeysRequest? Keys)
{
    public PushSubscription ToSubscription() => new(Endpoint ?? "", Keys?.P256dh ?? "", Keys?.Auth ?? "");
}

/// <summary>Base64url.</summary>
internal sealed record SubscriptionKeysRequest([property: Required] string? P256dh, [property: Required] string? Auth);

/// <summary>A device to stop notifying.</summary>
internal sealed record DeviceRequest([property: Required] string? Endpoint);
