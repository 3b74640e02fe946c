using System.Collections.Immutable;
using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Notifications;

namespace ConnectNow.Grains.Participants;

/// <summary>What is stored of a participant beside the chat's own row.</summary>
[GenerateSerializer, Alias("connectnow.participant-state")]
public sealed class ParticipantState
{
    [Id(0)] public int Version { get; set; } = 1;

    [Id(1)] public ImmutableArray<Device> Devices { get; set; } = [];

    /// <summary>When codes were mailed, for <see cref="CodeBudget"/>.</summary>
    [Id(2)] public ImmutableArray<DateTimeOffset> CodesMailed { get; set; } = [];

    /// <summary>The code a program can redeem for a token, as earlier builds kept it.</summary>
    [Id(3)] public OneTimeCode? TokenCode { get; set; }

    /// <summary>The codes programs can redeem, each good for who asked for it.</summary>
    [Id(5)] public ImmutableArray<SessionCode> TokenCodes { get; set; } = [];

    /// <summary>When codes for programs were mailed: apart from those for joining.</summary>
    [Id(6)] public ImmutableArray<DateTimeOffset> TokenCodesMailed { get; set; } = [];

    /// <summary>The devices that are notified: each also one of <see cref="Devices"/>.</summary>
    [Id(4)] public ImmutableArray<PushDevice> PushDevices { get; set; } = [];
}

/// <summary>A device signed in for one stay.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.device")]
public sealed record Device
{
    /// <summary>SHA-256 of the secret.</summary>
    [Id(0)] public required string SecretHash { get; init; }

    [Id(1)] public required long Stay { get; init; }

    /// <summary>What the device called itself.</summary>
    [Id(2)] public required string Label { get; init; }

    [Id(3)] public required DateTimeOffset SignedInAt { get; init; }

    /// <summary>To the day: writing more often would cost more than it tells.</summary>
    [Id(4)] public required DateTimeOffset LastUsed { get; init; }

    /// <summary>
    /// SHA-256 of the secret the device had before it got one with a seal: good too. Null for a device that has had but one.
    /// </summary>
    [Id(5)] public string? FormerHash { get; init; }
}
