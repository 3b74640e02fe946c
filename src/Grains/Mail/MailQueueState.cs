using System.Collections.Immutable;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Mail;

/// <summary>What is stored of a shard of the mail queue.</summary>
[GenerateSerializer, Alias("connectnow.mail-outbox-state")]
public sealed class MailQueueState
{
    [Id(0)] public int Version { get; set; } = 1;

    /// <summary>In the order they came.</summary>
    [Id(1)] public ImmutableArray<QueuedMail> Waiting { get; set; } = [];

    /// <summary>Mails that are over, until their codes have expired: enqueued again, they are not sent again.</summary>
    [Id(2)] public ImmutableArray<FinishedMail> Settled { get; set; } = [];

    /// <summary>Until when the provider is left alone.</summary>
    [Id(3)] public DateTimeOffset PausedUntil { get; set; }
}

/// <summary>A mail that waits.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.waiting-letter")]
public sealed record QueuedMail
{
    [Id(0)] public required CodeMailRequest Letter { get; init; }

    /// <summary>Attempts that failed.</summary>
    [Id(1)] public int Failures { get; init; }

    [Id(2)] public DateTimeOffset NotBefore { get; init; }

    /// <summary>An attempt was begun, and nobody has written down how it ended.</summary>
    [Id(3)] public bool InDoubt { get; init; }
}

/// <summary>A mail that is over: nothing of it but its id and how it ended.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.settled-letter")]
public sealed record FinishedMail([property: Id(0)] Guid Id, [property: Id(1)] DateTimeOffset ExpiresAt)
{
    /// <summary>What older builds have not written is <see cref="MailFate.None"/>.</summary>
    [Id(2)] public MailFate Fate { get; init; }
}
