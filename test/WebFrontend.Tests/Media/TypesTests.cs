using System.Text;
using ConnectNow.Media;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>What a file is, is found in its bytes.</summary>
public sealed class TypesTests : IDisposable
{
    private static readonly byte[] Padding = new byte[600];

    private readonly InspectedFile _file = new();

    /// <summary>Files of many kinds, as far as they say what they are.</summary>
    public static TheoryData<string, byte[]> Kinds => new()
    {
        { "image/tiff", Bytes.Of("II*\0", Padding) },
        { "image/tiff", Bytes.Of("MM\0*", Padding) },
        { "application/pdf", Bytes.Of("%PDF-1.7\n", Padding) },
        { "video/mp4", Movie("isom", "vide", "soun") },
        { "video/mp4", Movie("mp42", "soun", "vide") },
        { "audio/mp4", Movie("iso5", "soun") },
        { "audio/mp4", Movie("M4A ", "soun") },
        { "video/mp4", Movie("M4V ", "vide") },
        { "video/quicktime", Movie("qt  ", "vide") },
        { "video/3gpp", Movie("3gp5", "vide") },
        { "video/mp4", Bytes.Box("ftyp", "isom", new byte[4], "mp41") },
        { "image/heic", Bytes.Of(Bytes.Box("ftyp", "heic", new byte[4], "mif1heic"), Padding) },
        { "video/webm", WebM("webm", 1, 2) },
        { "audio/webm", WebM("webm", 2) },
        { "video/x-matroska", WebM("matroska", 2, 1) },
        { "audio/x-matroska", WebM("matroska", 2) },
        { "audio/mpeg", Mp3() },
        { "audio/mpeg", Bytes.Of("ID3\u0004\0\0\0\0\u0001\0", new byte[128], Mp3()) },
        { "audio/aac", Aac() },
        { "audio/ogg", Ogg("OpusHead") },
        { "audio/ogg", Ogg("\u0001vorbis") },
        { "video/ogg", Bytes.Of(Ogg("\u0001vorbis"), Ogg("\u0080theora")) },
        { "audio/wav", Bytes.Riff("WAVE", Bytes.RiffChunk("fmt ", new byte[16])) },
        { "video/x-msvideo", Bytes.Riff("AVI ", Bytes.RiffChunk("LIST", new byte[16])) },
        { "audio/flac", Bytes.Of("fLaC", Padding) },
        { "application/zip", Bytes.Zip(("a.txt", "a"), ("b.txt", "b")) },
        { "application/zip", Bytes.Zip() },
        { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Bytes.Zip(("[Content_Types].xml", "x"), ("word/document.xml", "x")) },
        { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Bytes.Zip(("[Content_Types].xml", "x"), ("xl/workbook.xml", "x")) },
        { "application/vnd.openxmlformats-officedocument.presentationml.presentation", Bytes.Zip(("[Content_Types].xml", "x"), ("ppt/slides/1.xml", "x")) },
        { "application/vnd.oasis.opendocument.text", Bytes.Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")) },
        { "application/epub+zip", Bytes.Zip(("mimetype", "application/epub+zip"), ("META-INF/container.xml", "x")) },
        { "application/gzip", Bytes.Of(0x1F, 0x8B, 8, Padding) },
        { "application/x-7z-compressed", Bytes.Of("7z", 0xBC, 0xAF, 0x27, 0x1C, Padding) },
        { "application/vnd.rar", Bytes.Of("Rar!\u001A\u0007\u0001\0", Padding) },
        { "application/x-tar", Bytes.Of(new byte[257], "ustar\000", Padding) },
        { "application/vnd.microsoft.portable-executable", Bytes.Of("MZ", Padding) },
        { "application/x-executable", Bytes.Of("\u007FELF", Padding) },
        { "text/html", Bytes.Of("\n <!doctype html><script>alert(1)</script>") },
        { "text/html", Bytes.Of("<script>alert(1)</script>") },
        { "text/html", Bytes.Of("<!-- x --><b>x</b>") },
        { "text/html", [0xEF, 0xBB, 0xBF, .. "<html>"u8] },
        { "text/html", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<html><script>alert(1)</script>")] },
        { "text/html", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("<HTML >")] },
        { "application/xml", Bytes.Of("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>") },
        { "application/xml", Bytes.Of("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>") },
        { "text/plain", Bytes.Of("MZ is how many a text begins, BM too.") },
        { "text/plain", Bytes.Of("BMW") },
        { "text/plain", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\u00E9\u20AC\U0001F600", 1000))) },
        { "application/octet-stream", [] },
        { "application/octet-stream", Bytes.Of("\u0001\u0002\u0003") },
        { "application/octet-stream", [0xC3, 0x28, 0x41] },
        { "application/octet-stream", Bytes.Of(0xFF, 0xFB, 0x90, 0, Padding) },
        { "application/octet-stream", Bytes.Of("ID3\u0004\0\0\0\0\u0001\0", Padding) },
        { "application/octet-stream", Bytes.Of(0xFF, 0xD8, 0xFF, 0xE0, Padding) },
        { "application/octet-stream", Bytes.Of(0x89, "PNG\r\n\u001A\n", Padding) },
        { "application/octet-stream", Bytes.Of("GIF89a") },
    };

    public void Dispose() => _file.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_type_is_found_in_the_content_whatever_the_name_says(string type, byte[] content)
    {
        foreach (var name in new[] { "holiday.jpg", "page.html", "run.exe" })
        {
            var attachment = await _file.AttachmentAsync(content, name);
            Assert.Equal((type, name, content.Length), (attachment.Type, attachment.Name, attachment.Size));
        }
    }

    [Theory]
    [InlineData("table.csv", "a;b\n1;2", "text/csv")]
    [InlineData("x.JSON", "{}", "application/json")]
    [InlineData("x.md", "# x", "text/markdown")]
    [InlineData("x.html", "no markup", "text/plain")]
    [InlineData("x.svg", "no markup", "text/plain")]
    [InlineData("x.png", "no markup", "text/plain")]
    [InlineData("x.csv", "<html>", "text/html")]
    [InlineData("x.csv", "%PDF-1.7", "application/pdf")]
    public async Task A_name_chooses_only_among_kinds_of_plain_text(string name, string text, string type) =>
        Assert.Equal(type, (await _file.AttachmentAsync(Bytes.Of(text), name)).Type);

    [Fact]
    public void What_a_browser_could_run_is_never_shown_in_its_place()
    {
        var dangerous = Kinds.Select(row => row.Data.Item1)
            .Where(type => type.Contains("html") || type.Contains("xml") || type.StartsWith("text/", StringComparison.Ordinal));

        Assert.All(dangerous, type => Assert.Equal("application/octet-stream", InlineTypes.ServedAs(type)));
        Assert.Equal("image/png", InlineTypes.ServedAs("image/png"));
        Assert.Equal("application/octet-stream", InlineTypes.ServedAs("image/svg+xml"));
        Assert.Equal("application/octet-stream", InlineTypes.ServedAs("video/quicktime"));
    }

    private static byte[] Movie(string brand, params string[] tracks) => Bytes.Of(
        Bytes.Box("ftyp", brand, new byte[4], "mp42"),
        Bytes.Box("mdat", Padding),
        Bytes.Box("moov", [.. tracks.Select(track => Bytes.Box("trak", Bytes.Box("mdia", Bytes.Box("hdlr", new byte[8], track, new byte[13]))))]));

    private static byte[] WebM(string kind, params int[] tracks)
    {
        var entries = Bytes.Of([.. tracks.Select(track => Bytes.Of(0xAE, 0x83, 0x83, 0x81, track))]);
        return Bytes.Of(
            0x1A, 0x45, 0xDF, 0xA3, 0x80 | (kind.Length + 3), 0x42, 0x82, 0x80 | kind.Length, kind,
            0x18, 0x53, 0x80, 0x67, 0x01, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF },
            0x16, 0x54, 0xAE, 0x6B, 0x80 | entries.Length, entries);
    }

    private static byte[] Ogg(string packet) => Bytes.Of("OggS\0\u0002", new byte[20], 1, 40, packet, new byte[40 - packet.Length]);

    private static byte[] Mp3() => Bytes.Of([.. Enumerable.Range(0, 3).Select(_ => Bytes.Of(0xFF, 0xFB, 0x90, 0, new byte[413]))]);

    private static byte[] Aac() =>
        Bytes.Of([.. Enumerable.Range(0, 3).Select(_ => Bytes.Of(0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x80, 0, new byte[93]))]);
}
