using System.Globalization;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Mail;

/// <summary>Writes the mails that carry a code: what it is for, who asked, how long it works, and what to do if it was not you.</summary>
internal static class CodeMail
{
    private const string Product = "ConnectNow Chat";
    private const int SubjectNameLength = 60;

    /// <summary>What the letter took to get here: no minute less for that.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    /// <summary>The mail as it is to be sent now. The same letter is the same mail at every attempt, but for the minutes that are left.</summary>
    public static Mail Compose(CodeLetter letter, DateTimeOffset now)
    {
        var words = WordsOf(letter, MinutesLeft(letter, now));
        return new Mail
        {
            Id = letter.Id,
            To = letter.To,
            ToName = PlainText.Line(letter.ToName),
            Subject = words.Subject,
            Text = CodeMailText.Of(words),
            Html = CodeMailHtml.Of(words),
            AskedAt = letter.AskedAt,
        };
    }

    private static CodeMailWords WordsOf(CodeLetter letter, int minutes)
    {
        var (chat, company) = (PlainText.Unlinked(letter.Chat), PlainText.Unlinked(letter.Company));
        var name = PlainText.Unlinked(letter.ToName);
        var isSignIn = letter.Purpose == CodePurpose.SignIn;
        return new CodeMailWords
        {
            Subject = $"{letter.Code} is your code for {(isSignIn ? Product : PlainText.Shorten(PlainText.Line(letter.Chat), SubjectNameLength))}",
            Greeting = name.Length == 0 ? ["Hello,"] : ["Hello ", new Name(name), ","],
            Why = letter.Purpose switch
            {
                CodePurpose.Joining => ["Somebody, hopefully you, wants to join ", new Name(chat, IsTitle: true), " at ", new Name(company), " with this email address."],
                CodePurpose.Token => ["A program asks for access to ", new Name(chat, IsTitle: true), " at ", new Name(company), " in your name."],
                _ => ["Somebody, hopefully you, wants to log in to ConnectNow Chat with this email address."],
            },
            What = letter.Purpose == CodePurpose.Token
                ? "If you use that program and trust it, give it this code:"
                : "Type this code in on the page that asked for it:",
            Code = letter.Code,
            HowLong = minutes == 1 ? "It works once, for one more minute." : $"It works once, for the next {minutes.ToString(CultureInfo.InvariantCulture)} minutes.",
            NotYou = letter.Purpose == CodePurpose.Token
                ? "If you use no such program, ignore this mail: without the code it gets no access. Nobody from us will ask you for it."
                : "If this was not you, ignore this mail: without the code nobody gets in. Never pass the code on; nobody from us will ask you for it.",
            Product = Product,
        };
    }

    private static int MinutesLeft(CodeLetter letter, DateTimeOffset now) => Math.Max(1, (int)(letter.ExpiresAt - now + Moment).TotalMinutes);
}

/// <summary>Part of a sentence: words of ours, or a name that somebody chose.</summary>
internal record Words(string Text)
{
    public static implicit operator Words(string text) => new(text);
}

/// <summary>A name that somebody chose: shown as a whole, whatever direction it is written in. A title stands in quotation marks.</summary>
internal sealed record Name(string Text, bool IsTitle = false) : Words(Text);

/// <summary>What a mail with a code says; text and HTML say the same.</summary>
internal sealed record CodeMailWords
{
    public required string Subject { get; init; }

    public required IReadOnlyList<Words> Greeting { get; init; }

    public required IReadOnlyList<Words> Why { get; init; }

    public required string What { get; init; }

    public required string Code { get; init; }

    public required string HowLong { get; init; }

    public required string NotYou { get; init; }

    public required string Product { get; init; }
}
