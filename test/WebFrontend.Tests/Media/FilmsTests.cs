using System.Text;
using ConnectNow.Files;
using ConnectNow.Media;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>Films, HEIC and AVIF: where they were taken is blanked in its place, and nothing else moves.</summary>
public sealed class FilmsTests : IDisposable
{
    private readonly InspectedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_film_no_longer_says_where_it_was_taken()
    {
        var original = Film();
        var attachment = await _file.AttachmentAsync(original);
        var cleaned = (await _file.BytesAsync())!;

        Assert.Equal(("video/mp4", original.Length), (attachment.Type, attachment.Size));
        Assert.Equal(original.Length, cleaned.Length);
        Assert.Equal(4, Occurrences(original, "SECRET"));
        Assert.Equal(0, Occurrences(cleaned, "SECRET"));
        Assert.Equal(4 + 1, Occurrences(cleaned, "free"));
        foreach (var kept in new[] { "the film itself", "a title", "mdir", "trak", "mdia", "vide" })
            Assert.Equal(Occurrences(original, kept), Occurrences(cleaned, kept));

        await _file.InspectAgainAsync();
        Assert.Equal(cleaned, await _file.BytesAsync());
    }

    [Theory, InlineData("\u00A9cmt"), InlineData("GPS "), InlineData("gps "), InlineData("free"), InlineData("skip")]
    public async Task What_was_commented_and_what_a_camera_left_in_boxes_of_its_own_is_gone_and_nothing_moves(string type)
    {
        var film = Bytes.Of(
            Bytes.Box("ftyp", "isom", new byte[4], "mp42"), Bytes.Box("moov", Bytes.Box("udta", Bytes.Box(type, Pictures.Secret)), Bytes.Box(type, Pictures.Secret)),
            Bytes.Box(type, Pictures.Secret), Bytes.Box("mdat", "the film itself"));

        await _file.AttachmentAsync(film);
        var cleaned = (await _file.BytesAsync())!;

        Assert.Equal((3, 0, film.Length), (Occurrences(film, "SECRET"), Occurrences(cleaned, "SECRET"), cleaned.Length));
        Assert.EndsWith("the film itself", Encoding.Latin1.GetString(cleaned), StringComparison.Ordinal);
        await _file.InspectAgainAsync();
        Assert.Equal(cleaned, await _file.BytesAsync());
    }

    [Theory, InlineData("avif"), InlineData("heic")]
    public async Task A_picture_of_items_loses_exif_and_xmp_and_nothing_moves(string brand)
    {
        var original = HostileFilesTests.Heif(brand, 640, 480);
        var attachment = await _file.AttachmentAsync(original);
        var cleaned = (await _file.BytesAsync())!;

        Assert.Equal(($"image/{brand}", 640, 480, original.Length), (attachment.Type, attachment.Width, attachment.Height, attachment.Size));
        Assert.Equal(2, Occurrences(original, "SECRET"));
        Assert.Equal(0, Occurrences(cleaned, "SECRET"));
        var content = original.AsSpan().IndexOf("mdat"u8) + 4;
        Assert.Equal(original[..(content + 200)], cleaned[..(content + 200)]);
        Assert.All(cleaned[(content + 200)..], unit => Assert.Equal(0, unit));
    }

    [Fact]
    public async Task Where_the_items_cant_be_found_an_avif_is_only_a_file()
    {
        var broken = HostileFilesTests.Heif("avif", 640, 480);
        broken[broken.AsSpan().IndexOf("iloc"u8) + 3] = (byte)'x';
        Assert.Equal("application/octet-stream", (await _file.AttachmentAsync(broken)).Type);
        Assert.Equal(broken, await _file.BytesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_offered_for_a_film_or_a_document_becomes_its_preview(bool isDocument)
    {
        var hints = new AttachmentHints { Width = 1920, Height = 1080, Duration = 61_000 };
        await _file.InspectAsync(isDocument ? Bytes.Of("%PDF-1.7\n", new byte[100]) : Film());
        foreach (var offered in new[] { Pictures.WithMetadata(Pictures.Jpeg(2000, 1000)), Pictures.Png(2000, 1000), Pictures.WebP(2000, 1000) })
        {
            using var picture = new MemoryStream(offered);
            await _file.Store.ReplaceAsync(_file.Key, FilePart.Offered, picture, TestContext.Current.CancellationToken);
            var attachment = (await _file.InspectAgainAsync("x", hints)).Value!;

            Assert.True(attachment.HasPreview);
            Assert.Matches("^#[0-9a-f]{6}$", attachment.Colour);
            Assert.Equal(isDocument ? (null, null) : (1920, 1080), (attachment.Width, attachment.Height));
            using var preview = Pictures.Decoded((await _file.BytesAsync(FilePart.Preview))!);
            Assert.Equal((1024, 512), (preview.Width, preview.Height));
            Assert.Equal(0, Occurrences((await _file.BytesAsync(FilePart.Preview))!, "SECRET"));
        }
    }

    [Fact]
    public async Task What_is_offered_for_anything_else_or_is_no_picture_is_not_used()
    {
        foreach (var (file, offered) in new[] { (Bytes.Of("text"), Pictures.Png()), (Film(), Bytes.Of("<svg/>")), (Film(), Pictures.Gif(16, 16)), (Film(), Pictures.Png()[..40]) })
        {
            await _file.InspectAsync(file);
            using var picture = new MemoryStream(offered);
            await _file.Store.ReplaceAsync(_file.Key, FilePart.Offered, picture, TestContext.Current.CancellationToken);
            Assert.False((await _file.InspectAgainAsync()).Value!.HasPreview);
        }
    }

    /// <summary>With a place as Android writes it, one as iPhones do, one in a track, an XMP packet, and a title.</summary>
    internal static byte[] Film() => Bytes.Of(
        Bytes.Box("ftyp", "isom", new byte[4], "mp42"),
        Bytes.Box("free", new byte[8]),
        Bytes.Box("mdat", "the film itself"),
        Bytes.Box("moov",
            Bytes.Box("trak", Bytes.Box("mdia", Bytes.Box("hdlr", new byte[8], "vide", new byte[13])), Bytes.Box("udta", Bytes.Box("loci", new byte[4], Pictures.Secret))),
            Bytes.Box("udta", Bytes.Box("\u00A9xyz", Bytes.Big16(15), Bytes.Big16(0), Pictures.Secret),
                Bytes.Box("meta", new byte[4], Bytes.Box("hdlr", new byte[8], "mdir", new byte[13]), Bytes.Box("ilst", "a title"))),
            Bytes.Box("meta", Bytes.Box("hdlr", new byte[8], "mdta", new byte[13]), Bytes.Box("keys", "com.apple.quicktime.location.ISO6709"), Bytes.Box("ilst", Pictures.Secret))),
        Bytes.Box("uuid", new byte[] { 0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC }, Pictures.Secret));

    private static int Occurrences(byte[] bytes, string text) => Encoding.Latin1.GetString(bytes).Split(text).Length - 1;
}
