using System.Text;

namespace ConnectNow.Media;

/// <summary>ZIP archives and the documents that are ones, told apart by the names in them. Nothing is ever unpacked.</summary>
internal static class ZipFamily
{
    private const int EndLength = 22;
    private const int LongestDirectory = 256 * 1024;
    private const int EntryLength = 46;

    private static readonly (string Prefix, string Type)[] ByName =
    [
        ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("AndroidManifest.xml", "application/vnd.android.package-archive"),
        ("META-INF/MANIFEST.MF", "application/java-archive"),
    ];

    private static readonly string[] Declared =
    [
        "application/epub+zip",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
    ];

    public static async ValueTask<string> TypeAsync(FileContent content, CancellationToken cancellationToken)
    {
        const string zip = "application/zip";
        if (await DeclaredAsync(content, cancellationToken) is { } declared) return declared;
        var names = await NamesAsync(content, cancellationToken);
        foreach (var (prefix, type) in ByName)
            if (names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))) return type;
        return zip;
    }

    /// <summary>OpenDocument and EPUB say in their first entry, which is stored as it is, what they are.</summary>
    private static async ValueTask<string?> DeclaredAsync(FileContent content, CancellationToken cancellationToken)
    {
        var first = await content.ReadAsync(0, 256, cancellationToken);
        if (first.Length < 38 || !first.Span.HasAt(30, "mimetype"u8) || first.Span.Little16(26) != 8 || first.Span.Little16(8) != 0) return null;
        var text = Encoding.Latin1.GetString(first.Span[(38 + Math.Min((int)first.Span.Little16(28), first.Length - 38))..]);
        return Declared.Where(type => text.StartsWith(type, StringComparison.Ordinal)).MaxBy(type => type.Length);
    }

    /// <summary>The names in the directory at the archive's end, as far as it is worth reading.</summary>
    private static async ValueTask<List<string>> NamesAsync(FileContent content, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var tail = await content.ReadAsync(Math.Max(0, content.Length - ushort.MaxValue - EndLength), ushort.MaxValue + EndLength, cancellationToken);
        var end = tail.Span.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < EndLength) return names;

        var length = (int)Math.Min(tail.Span.Little32(end + 12), LongestDirectory);
        var directory = await content.ReadAsync(tail.Span.Little32(end + 16), length, cancellationToken);
        for (var rest = directory; rest.Length >= EntryLength && rest.Span.StartsWith("PK\u0001\u0002"u8);)
        {
            var entry = rest.Span;
            var name = entry.Little16(28);
            if (entry.Length < EntryLength + name) break;
            names.Add(Encoding.UTF8.GetString(entry.Slice(EntryLength, name)));
            var next = EntryLength + name + entry.Little16(30) + entry.Little16(32);
            rest = next <= rest.Length ? rest[next..] : default;
        }

        return names;
    }
}
