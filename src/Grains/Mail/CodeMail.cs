using ConnectNow.Languages;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// Writes the mails that carry a code: what it is for, who asked, how long it works, and what to do if it was not you, in the language of
/// the person who asked.
/// </summary>
internal static class CodeMail
{
    private const string Product = "ConnectNow Chat";
    private const int SubjectNameLength = 60;

    /// <summary>What the mail took to get here: no minute less for that.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The mail as it is sent now. The same mail is the same mail at every attempt, except for the minutes that are left.
    /// </summary>
    public static Mail Compose(CodeMailRequest request, DateTimeOffset now)
    {
        var words = WordsOf(request, MinutesLeft(request, now));
        return new Mail
        {
            Id = request.Id,
            To = request.To,
            ToName = PlainText.Line(request.ToName),
            Subject = words.Subject,
            Text = CodeMailText.Of(words),
            Html = CodeMailHtml.Of(words),
            AskedAt = request.AskedAt,
        };
    }

    private static CodeMailWords WordsOf(CodeMailRequest request, int minutes)
    {
        var language = Language.Of(request.Language);
        var texts = Catalogue.Of(language);
        var isSignIn = request.Purpose == CodePurpose.SignIn;
        var isToken = request.Purpose == CodePurpose.Token;
        var what = isSignIn ? Product : PlainText.Shorten(PlainText.Line(request.Chat), SubjectNameLength);
        return new CodeMailWords
        {
            Language = language,
            Subject = string.Concat(texts.Parts("mail.subject").Select(part => part switch
            {
                { IsPlaceholder: true, Words: "code" } => request.Code,
                { IsPlaceholder: true } => what,
                _ => part.Words,
            })),
            Greeting = Sentence(texts, PlainText.Unlinked(request.ToName).Length == 0 ? "mail.hello" : "mail.helloName", request),
            Why = Sentence(texts, $"mail.why{request.Purpose switch { CodePurpose.Joining => "Joining", CodePurpose.Token => "Token", _ => "SignIn" }}", request),
            What = texts.Text(isToken ? "mail.whatToken" : "mail.what"),
            Code = request.Code,
            HowLong = texts.Text("mail.howLong", ("count", minutes)),
            NotYou = texts.Text(isToken ? "mail.notYouToken" : "mail.notYou"),
            Product = Product,
        };
    }

    /// <summary>A sentence in which names have their places.</summary>
    private static IReadOnlyList<Words> Sentence(Catalogue texts, string key, CodeMailRequest request) =>
    [
        .. texts.Parts(key).Select(part => part switch
        {
            { IsPlaceholder: false } => new Words(part.Words),
            { Words: "chat" } => new Name(PlainText.Unlinked(request.Chat), IsTitle: true),
            { Words: "company" } => new Name(PlainText.Unlinked(request.Company)),
            _ => new Name(PlainText.Unlinked(request.ToName)),
        }),
    ];

    private static int MinutesLeft(CodeMailRequest request, DateTimeOffset now) =>
        Math.Max(1, (int)(request.ExpiresAt - now + Moment).TotalMinutes);
}

/// <summary>Part of a sentence: words of the product, or a name that a person chose.</summary>
internal record Words(string Text);

/// <summary>A name that a person chose: shown as a whole, whatever direction it is written in. A title is printed bold.</summary>
internal sealed record Name(string Text, bool IsTitle = false) : Words(Text);

/// <summary>What a mail with a code says; text and HTML say the same.</summary>
internal sealed record CodeMailWords
{
    public required Language Language { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<Words> Greeting { get; init; }

    public required IReadOnlyList<Words> Why { get; init; }

    public required string What { get; init; }

    public required string Code { get; init; }

    public required string HowLong { get; init; }

    public required string NotYou { get; init; }

    public required string Product { get; init; }
}
