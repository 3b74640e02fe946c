using System.Collections.Frozen;
using System.IO.Compression;

namespace ConnectNow.Joining;

/// <summary>
/// Passwords that every guesser tries first (ASVS 5.0, 6.2.4 and 6.2.12): the 5,000 most frequent ones of eight and more characters in the
/// lists of zxcvbn (github.com/dropbox/zxcvbn, MIT licence), and those that come to mind at the sight of this product.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    /// <summary>Whether it is one of them, whatever the case of its letters.</summary>
    public static bool Contains(string password) => All.Value.Contains(password);

    private static FrozenSet<string> Read()
    {
        using var file = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt.gz")!;
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var passwords = new List<string> { "connectnow", "connectnow1", "connectnow123", "connect now", "chatpassword", "password chat" };
        while (lines.ReadLine() is { } line) passwords.Add(line);
        return passwords.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
