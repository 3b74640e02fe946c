using System.Globalization;
using System.Net.Mail;
using System.Text;
using ConnectNow.Chats;

namespace ConnectNow.Joining;

/// <summary>The rules for names and addresses, the same for every way into a chat.</summary>
public static class Identity
{
    /// <summary>What is longer than this is too long, whatever would be left of it.</summary>
    private const int LongestRead = 2_000;

    /// <summary>Checks and normalises what a person says of themselves; the first field that is wrong is refused with a sentence.</summary>
    public static Answer<PersonDetails> Check(PersonDetails? person)
    {
        if (Wrong(person) is [var first, ..]) return first;
        return new PersonDetails(OwnName(person).Value!, OwnSurname(person).Value!, Email(person?.Email).Value!);
    }

    /// <summary>
    /// Everything that is wrong with what a person says of themselves, in the order of the fields: a page shows it all at once.
    /// </summary>
    public static IReadOnlyList<Refusal> Wrong(PersonDetails? person)
    {
        Refusal?[] answers = [OwnName(person).Refusal, OwnSurname(person).Refusal, Email(person?.Email).Refusal];
        return [.. answers.OfType<Refusal>()];
    }

    /// <summary>
    /// A name of a person: trimmed, runs of white space made one blank, 1 to <see cref="ChatLimits.PersonNameLength"/> characters,
    /// something visible in it.
    /// </summary>
    public static Answer<string> Name(string? text, string field, string what) =>
        Line(text, field, $"The {what}", ChatLimits.PersonNameLength);

    /// <summary>A name of a chat or a company.</summary>
    public static Answer<string> Title(string? text, string field, string what) =>
        Line(text, field, $"The {what}", ChatLimits.NameLength);

    /// <summary>
    /// An address as people type it, trimmed and lower-cased, its domain in ASCII: spellings that lead to one mailbox are one address. What
    /// is invisible, or of two alphabets, is in nobody's address.
    /// </summary>
    public static Answer<string> Email(string? text)
    {
        if (text?.Length > LongestRead) return Refusal.Mistyped("email", "refusal.email.tooLong", ("most", ChatLimits.EmailLength));
        var email = MailDomain.Narrow((text ?? "").Trim()).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (email.Length == 0) return Refusal.Mistyped("email", "refusal.email.missing");
        if (email.Length > ChatLimits.EmailLength)
            return Refusal.Mistyped("email", "refusal.email.tooLong", ("most", ChatLimits.EmailLength));
        if (!IsAddress(email) || Canonical(email) is not { Length: <= ChatLimits.EmailLength } canonical)
            return Refusal.Mistyped("email", "refusal.email.wrong");
        return canonical;
    }

    /// <summary>The address itself, and how it was written before domains were kept in ASCII.</summary>
    public static IReadOnlyList<string> SpellingsOf(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        var at = email.LastIndexOf('@');
        return [.. new[] { email, $"{email[..(at + 1)]}{MailDomain.ToUnicode(email[(at + 1)..])}" }.Distinct()];
    }

    /// <summary><c>a…@example.com</c>: enough to recognise one's own address, too little to learn another person's.</summary>
    public static string Mask(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        var at = email.LastIndexOf('@');
        return at < 1 ? "…" : $"{StringInfo.GetNextTextElement(email)}…{email[at..]}";
    }

    private static Answer<string> OwnName(PersonDetails? person) =>
        Line(person?.Name, "name", "Your name", ChatLimits.PersonNameLength, isOwn: true);

    private static Answer<string> OwnSurname(PersonDetails? person) =>
        Line(person?.Surname, "surname", "Your surname", ChatLimits.PersonNameLength, isOwn: true);

    private static string? Canonical(string email)
    {
        var at = email.LastIndexOf('@');
        return at > 0 && IsMailbox(email[..at]) && MailDomain.ToAscii(email[(at + 1)..]) is { } domain ? $"{email[..at]}@{domain}" : null;
    }

    /// <summary>The part before the @: nothing invisible, no mark without its letter, no two alphabets.</summary>
    private static bool IsMailbox(string local)
    {
        if (Scripts.AreMixed(local)) return false;
        var follows = false;
        foreach (var rune in local.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.Format || Scripts.IsFiller(rune)) return false;
            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            if (isMark && !follows) return false;
            follows = isMark || Rune.IsLetter(rune);
        }

        return true;
    }

    private static bool IsAddress(string email)
    {
        if (email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or '"' or ',' or ';' or ':' or '(' or ')' or '[' or ']' or '\\'))
            return false;
        if (!Utf16.IsWellFormed(email)) return false;
        if (!MailAddress.TryCreate(email, out var address) || address.Address != email) return false;
        var domain = address.Host;
        return address.User.Length <= 64
            && domain.Contains('.', StringComparison.Ordinal)
            && domain.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-');
    }

    private static Answer<string> Line(string? text, string field, string what, int longest, bool isOwn = false)
    {
        var raw = text ?? "";
        // Before anything is done with it: what is far too long is not worth the work.
        if (raw.Length > LongestRead) return Refuse("tooLong", $"is too long: at most {longest} characters.");
        if (!Utf16.IsWellFormed(raw)) return Refuse("notText", "has characters that are not text.");
        var line = string.Join(' ', raw.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length == 0) return Refuse("missing", "is missing.");
        if (line.Length > longest) return Refuse("tooLong", $"is too long: at most {longest} characters.");
        if (!Scripts.AreJoinersAtHome(line)) return Refuse("unseen", "has characters that can't be seen. Type it in again, letter by letter.");
        if (line.EnumerateRunes().Any(IsUnprintable)) return Refuse("unprintable", "has characters that can't be shown.");
        if (!VisibleText.IsIn(line)) return Refuse("missing", "is missing.");
        return line;

        // People give their own names; what programs call things is theirs to say.
        Refusal Refuse(string key, string why) => !isOwn ? Refusal.Invalid(field, $"{what} {why}")
            : key == "tooLong" ? Refusal.Mistyped(field, $"refusal.{field}.{key}", ("most", longest))
            : Refusal.Mistyped(field, $"refusal.{field}.{key}");
    }

    /// <summary>Control characters, and the marks that turn the direction of text around: they make one name look like another.</summary>
    private static bool IsUnprintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
