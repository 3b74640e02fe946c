namespace ConnectNow.Notifications;

/// <summary>What a person wants to be told of while the chat is not in front of them. The numbers are stored and sent.</summary>
public enum NotificationLevel
{
    /// <summary>Nothing: what everybody has until they ask for more.</summary>
    Off = 0,

    /// <summary>Messages that name them.</summary>
    Mentions = 1,

    /// <summary>Every message of others.</summary>
    All = 2,
}

/// <summary>One person's wishes in one chat.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.notification-settings")]
public sealed record NotificationSettings(
    [property: Id(0)] NotificationLevel Level,
    [property: Id(1)] int Devices);

/// <summary>Where a browser is reached, as its <c>PushSubscription</c> says (W3C Push API); keys in base64url. Not checked yet.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.push-subscription")]
public sealed record PushSubscription(
    [property: Id(0)] string Endpoint,
    [property: Id(1)] string P256dh,
    [property: Id(2)] string Auth);

/// <summary>Limits of notifications that clients can rely on.</summary>
public static class NotificationLimits
{
    /// <summary>Devices of one person in one chat. One more, and the one that subscribed longest ago goes.</summary>
    public const int Devices = 10;

    /// <summary>Longest text of a message in a notification, in UTF-16 code units; what is longer is cut.</summary>
    public const int TextLength = 200;

    /// <summary>Longest address of a push service.</summary>
    public const int EndpointLength = 2_048;
}
