namespace ConnectNow.Grains.Notifications;

/// <summary>A device that is notified, as stored with its participant.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.push-device")]
public sealed record PushDevice
{
    [Id(0)] public required string Endpoint { get; init; }

    [Id(1)] public required string P256dh { get; init; }

    [Id(2)] public required string Auth { get; init; }

    /// <summary>Of the sign-in it belongs to: with that it goes.</summary>
    [Id(3)] public required string SecretHash { get; init; }

    [Id(4)] public required long Stay { get; init; }
}
