using System.Security.Cryptography;
using ConnectNow.Chats;

namespace ConnectNow.Joining;

/// <summary>What a chat's password may be: people choose one, or take a generated one.</summary>
public static class ChatPassword
{
    /// <summary>
    /// 8 to 128 characters, any of them, except for blanks at its ends, which are taken off: nobody sees them. Not one of those that are
    /// guessed first, in whatever spelling.
    /// </summary>
    public static Answer<string> Check(string? password)
    {
        password = PasswordSpelling.Trimmed(password ?? "");
        if (password.Length == 0) return Refusal.Mistyped("password", "refusal.password.choose");
        var canonical = PasswordSpelling.Canonical(password);
        if (password.Length < ChatLimits.MinPasswordLength)
            return Refusal.Mistyped("password", "refusal.password.tooShort", ("least", ChatLimits.MinPasswordLength));
        if (password.Length > ChatLimits.MaxPasswordLength)
            return Refusal.Mistyped("password", "refusal.password.tooLong", ("most", ChatLimits.MaxPasswordLength));
        if (password.Any(char.IsControl)) return Refusal.Mistyped("password", "refusal.password.untypable");
        if (CommonPasswords.Contains(canonical) || password.All(c => c == password[0]) || canonical.All(c => c == canonical[0]))
            return Refusal.Mistyped("password", "refusal.password.common");
        return password;
    }

    /// <summary>Four groups of four, easy to read out: some 75 bits.</summary>
    public static string Generate()
    {
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        return string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(letters, 4)));
    }
}
