using System.Collections.Frozen;
using System.Security.Cryptography;
using ConnectNow.Chats;

namespace ConnectNow.Joining;

/// <summary>What a chat's password may be: people choose one, or take a generated one.</summary>
public static class ChatPassword
{
    /// <summary>Passwords of eight and more characters that every guesser tries first (ASVS 5.0, 6.2.12).</summary>
    private static readonly FrozenSet<string> Worn = new[]
    {
        "password", "password1", "password12", "password123", "passw0rd", "p@ssw0rd", "12345678", "123456789", "1234567890", "87654321",
        "11111111", "00000000", "qwertyui", "qwerty123", "qwertyuiop", "1q2w3e4r", "1qaz2wsx", "abcd1234", "abc12345", "iloveyou",
        "sunshine", "princess", "football", "baseball", "superman", "welcome1", "welcome123", "letmein1", "letmein123", "trustno1",
        "changeme", "changeme1", "changeme123", "admin123", "administrator", "connectnow", "connectnow1", "asdfghjk", "asdfghjkl", "zxcvbnm1",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>8 to 128 characters, any of them; not one of those that are guessed first.</summary>
    public static Answer<string> Check(string? password)
    {
        if (string.IsNullOrEmpty(password)) return Refusal.Invalid("password", "Choose a password.");
        if (password.Length < ChatLimits.MinPasswordLength)
            return Refusal.Invalid("password", $"The password is too short: at least {ChatLimits.MinPasswordLength} characters.");
        if (password.Length > ChatLimits.MaxPasswordLength)
            return Refusal.Invalid("password", $"The password is too long: at most {ChatLimits.MaxPasswordLength} characters.");
        if (password.Any(char.IsControl)) return Refusal.Invalid("password", "The password has characters that can't be typed.");
        if (Worn.Contains(password) || password.All(c => c == password[0]))
            return Refusal.Invalid("password", "That password is among the first anybody would try. Choose another one.");
        return password;
    }

    /// <summary>Four groups of four, easy to read out: some 75 bits.</summary>
    public static string Generate()
    {
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        return string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(letters, 4)));
    }
}
