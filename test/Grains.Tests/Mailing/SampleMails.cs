using ConnectNow.Mailing;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>Mails with codes, to send.</summary>
internal static class SampleMails
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>A mail of its own; of a topic of its own unless one is named.</summary>
    public static CodeMailRequest New(DateTimeOffset now, string? topic = null) => new()
    {
        Id = Guid.NewGuid(),
        Topic = topic ?? $"join/{Secrets.NewId()}",
        Purpose = CodePurpose.Joining,
        To = "ada@example.org",
        ToName = "Ada Lovelace",
        Code = "314159",
        Chat = "Kitchen refit",
        Company = "Northwind",
        AskedAt = now,
        ExpiresAt = now + Lifetime,
    };
}
