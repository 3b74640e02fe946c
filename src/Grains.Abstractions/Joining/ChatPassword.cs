using System.Security.Cryptography;
using ConnectNow.Chats;

namespace ConnectNow.Joining;

/// <summary>What a chat's password may be: people choose one, or take a generated one.</summary>
public static class ChatPassword
{
    /// <summary>8 to 128 characters, any of them; not one of those that are guessed first.</summary>
    public static Answer<string> Check(string? password)
    {
        if (string.IsNullOrEmpty(password)) return Refusal.Invalid("password", "Choose a password.");
        if (password.Length < ChatLimits.MinPasswordLength)
            return Refusal.Invalid("password", $"The password is too short: at least {ChatLimits.MinPasswordLength} characters.");
        if (password.Length > ChatLimits.MaxPasswordLength)
            return Refusal.Invalid("password", $"The password is too long: at most {ChatLimits.MaxPasswordLength} characters.");
        if (password.Any(char.IsControl)) return Refusal.Invalid("password", "The password has characters that can't be typed.");
        if (CommonPasswords.Contains(password) || password.All(c => c == password[0]))
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
