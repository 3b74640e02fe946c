using ConnectNow.Languages;

namespace ConnectNow.Grains.Mail;

/// <summary>What whoever asks for a code is told when no mail can go out.</summary>
internal static class MailRefusal
{
    private const string Key = "refusal.mailNotNow";

    public static Refusal NotNow(TimeSpan wait) => new(Reason.Unavailable)
    {
        RetryAfter = wait,
        Detail = Catalogue.Of(Language.Source).Text(Key),
        Key = Key,
    };
}
