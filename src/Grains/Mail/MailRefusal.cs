using ConnectNow.Languages;

namespace ConnectNow.Grains.Mail;

/// <summary>The refusal for a person who asks for a code when no mail can go out.</summary>
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
