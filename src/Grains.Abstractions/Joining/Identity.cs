using System.Globalization;
using System.Net.Mail;
using System.Text;
using ConnectNow.Chats;

namespace ConnectNow.Joining;

/// <summary>The rules for names and addresses, the same at every door.</summary>
public static class Identity
{
    /// <summary>Checks and normalises; the first field that is wrong is refused with a sentence.</summary>
    public static Answer<PersonDetails> Check(PersonDetails? person)
    {
        var name = Name(person?.Name, "name", "name");
        if (name.Refusal is { } wrongName) return wrongName;
        var surname = Name(person?.Surname, "surname", "surname");
        if (surname.Refusal is { } wrongSurname) return wrongSurname;
        var email = Email(person?.Email);
        if (email.Refusal is { } wrongEmail) return wrongEmail;
        return new PersonDetails(name.Value!, surname.Value!, email.Value!);
    }

    /// <summary>A name of a person: trimmed, runs of white space made one blank, 1 to <see cref="ChatLimits.PersonNameLength"/> characters, something visible in it.</summary>
    public static Answer<string> Name(string? text, string field, string what) =>
        Line(text, field, what, ChatLimits.PersonNameLength);

    /// <summary>A name of a chat or a company.</summary>
    public static Answer<string> Title(string? text, string field, string what) =>
        Line(text, field, what, ChatLimits.NameLength);

    /// <summary>An address as people type it, trimmed and lower-cased; two spellings that differ only in case are one address.</summary>
    public static Answer<string> Email(string? text)
    {
        var email = (text ?? "").Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
        if (email.Length == 0) return Refusal.Invalid("email", "Type in your email address.");
        if (email.Length > ChatLimits.EmailLength)
            return Refusal.Invalid("email", $"That address is too long: an email address has at most {ChatLimits.EmailLength} characters.");
        if (!IsAddress(email))
            return Refusal.Invalid("email", "That is not an email address. It looks like name@example.com.");
        return email;
    }

    /// <summary><c>a…@example.com</c>: enough to recognise one's own address, too little to learn somebody else's.</summary>
    public static string Mask(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        var at = email.LastIndexOf('@');
        return at < 1 ? "…" : $"{StringInfo.GetNextTextElement(email)}…{email[at..]}";
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

    private static Answer<string> Line(string? text, string field, string what, int longest)
    {
        var raw = text ?? "";
        if (!Utf16.IsWellFormed(raw)) return Refusal.Invalid(field, $"The {what} has characters that are not text.");
        var line = string.Join(' ', raw.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length == 0) return Refusal.Invalid(field, $"Type in the {what}.");
        if (line.Length > longest) return Refusal.Invalid(field, $"The {what} is too long: at most {longest} characters.");
        if (line.EnumerateRunes().Any(IsUnprintable)) return Refusal.Invalid(field, $"The {what} has characters that can't be shown.");
        if (!line.EnumerateRunes().Any(IsVisible)) return Refusal.Invalid(field, $"Type in the {what}.");
        return line;
    }

    /// <summary>Control characters, and the marks that turn the direction of text around: they make one name look like another.</summary>
    private static bool IsUnprintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark)
        && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
