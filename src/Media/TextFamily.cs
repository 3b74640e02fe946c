using System.Text;
using System.Text.Unicode;

namespace ConnectNow.Media;

/// <summary>
/// Text, and the kinds of it that a browser would run or a person would open with another program. All of it is only to be downloaded.
/// </summary>
internal static class TextFamily
{
    // What browsers take for HTML (WHATWG MIME Sniffing, 7.1), each followed by a space or ">".
    private static readonly string[] Html =
    [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE", "<TITLE", "<B", "<BODY", "<BR", "<P", "<SVG",
    ];

    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "text/csv",
        [".json"] = "application/json",
        [".md"] = "text/markdown",
        [".ics"] = "text/calendar",
        [".vcf"] = "text/vcard",
    };

    /// <summary>Null when it is no text.</summary>
    public static string? Type(ReadOnlySpan<byte> head, string name, bool isCut)
    {
        if (Decode(head, isCut) is not { } text) return null;
        var start = text.TrimStart(' ', '\t', '\r', '\n', '\f', '\uFEFF');
        if (Html.Any(tag => IsTag(start, tag)) || start.StartsWith("<!--", StringComparison.Ordinal))
            return start.StartsWith("<svg", StringComparison.OrdinalIgnoreCase) ? "application/xml" : "text/html";

        // SVG too: an image that can run script is none here.
        if (start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)) return "application/xml";
        return ByExtension.GetValueOrDefault(Path.GetExtension(name), "text/plain");
    }

    private static bool IsTag(string text, string tag) =>
        text.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && (text.Length == tag.Length || text[tag.Length] is ' ' or '>' or '\t' or '\n' or '\r' or '/');

    private static string? Decode(ReadOnlySpan<byte> head, bool isCut)
    {
        if (head.IsEmpty) return null;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(head[2..]);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(head[2..]);
        if (isCut) head = WithoutCutCharacter(head);
        if (!Utf8.IsValid(head)) return null;
        foreach (var unit in head)
            if (unit < 0x20 && unit is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B)) return null;
        return Encoding.UTF8.GetString(head);
    }

    /// <summary>Without the last bytes, if they are only the beginning of a character.</summary>
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> head)
    {
        for (var back = 1; back <= Math.Min(3, head.Length); back++)
        {
            var unit = head[^back];
            if (unit < 0x80) break;
            if (unit >= 0xC0) return head[..^back];
        }

        return head;
    }
}
