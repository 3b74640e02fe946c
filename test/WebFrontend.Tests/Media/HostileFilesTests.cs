using System.Text;
using ConnectNow.Files;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>Files made to do harm: refused with a sentence, or harmless.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private readonly InspectedFile _file = new();

    /// <summary>A few bytes that ask for gigabytes when they are opened.</summary>
    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "a PNG header of 60,000 by 60,000", Pictures.PngOfSize(60_000, 60_000) },
        { "a PNG of 8,000 by 8,001 zeros", Pictures.PngOfSize(8_000, 8_001, new byte[8_001 * 1_001]) },
        { "a PNG one pixel high and endless", Pictures.PngOfSize(1_000_000, 1) },
        { "a GIF with a huge screen", Pictures.Gif(8, 8) is var gif ? Bytes.Of(gif[..6], 0xFF, 0xFF, 0xFF, 0xFF, gif[10..]) : [] },
        { "a GIF with a huge frame", Pictures.Gif(8, 8) is var frame ? Bytes.Of(frame[..38], 0xFF, 0xFF, 0xFF, 0xFF, frame[42..]) : [] },
        { "a GIF of 6,000 frames", Pictures.Gif(4, 4, 6_000) },
        { "a lossy WebP of 16,383 squared", Pictures.WebP() is var webP ? Bytes.Of(webP[..26], 0xFF, 0x3F, 0xFF, 0x3F, webP[30..]) : [] },
        { "a JPEG of 65,500 squared", Resized(Pictures.Jpeg(), 65_500) },
        { "a script that begins as a GIF of 12,605 by 24,891", Bytes.Of("GIF89a=1;alert(1);//") },
        { "an AVIF of 100,000 squared", Heif("avif", 100_000, 100_000) },
        { "a PNG of 4 billion frames", Pictures.Png() is var png ? Bytes.Of(png[..33], Pictures.Chunk("acTL", Bytes.Of(Bytes.Big32(4_000_000_000), Bytes.Big32(0))), png[33..]) : [] },
    };

    public void Dispose() => _file.Dispose();

    [Theory, MemberData(nameof(Bombs))]
    public async Task A_picture_nobody_could_open_is_refused_with_a_sentence(string what, byte[] bomb)
    {
        Assert.NotEmpty(what);
        var before = GC.GetTotalAllocatedBytes();
        var refusal = (await _file.InspectAsync(bomb, "holiday.png")).Refusal;

        Assert.NotNull(refusal);
        Assert.Equal((Reason.InvalidField, "file"), (refusal.Reason, refusal.Field));
        Assert.Matches("^[A-Z].*\\.$", refusal.Detail);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20_000_000);
    }

    [Fact]
    public async Task A_picture_of_64_megapixels_is_opened()
    {
        var attachment = await _file.AttachmentAsync(Pictures.PngOfSize(8_000, 8_000, new byte[8_000 * 1_001]));
        Assert.Equal((8_000, 8_000, true), (attachment.Width, attachment.Height, attachment.HasPreview));
    }

    [Fact]
    public async Task A_bomb_offered_as_a_small_picture_is_only_no_small_picture()
    {
        await _file.InspectAsync(Bytes.Of("%PDF-1.7\n", new byte[100]));
        using var bomb = new MemoryStream(Pictures.PngOfSize(60_000, 60_000));
        await _file.Store.ReplaceAsync(_file.Key, FilePart.Offered, bomb, TestContext.Current.CancellationToken);

        Assert.False((await _file.InspectAgainAsync()).Value!.HasPreview);
        Assert.Null(await _file.BytesAsync(FilePart.Preview));
    }

    [Fact]
    public async Task A_canvas_that_is_not_its_pictures_makes_it_only_a_file() =>
        Assert.Equal("application/octet-stream", (await _file.AttachmentAsync(Pictures.WebPWithMetadata(Pictures.WebP(), 1 << 24, 1 << 24))).Type);

    [Fact]
    public async Task A_zip_bomb_stays_packed()
    {
        var bomb = Bytes.Zip([.. Enumerable.Range(0, 10).Select(number => ($"{number}.txt", new string('0', 5_000_000)))]);
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal("application/zip", (await _file.AttachmentAsync(bomb)).Type);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 3_000_000 + (2 * bomb.Length));
    }

    [Fact]
    public async Task What_follows_a_picture_is_gone_so_that_it_is_nothing_else_as_well()
    {
        var archive = Bytes.Zip(("page.html", "<script>alert(1)</script>"));
        foreach (var picture in new[] { Pictures.Jpeg(), Pictures.Png(), Pictures.Gif(16, 16), Pictures.WebP() })
        {
            await _file.AttachmentAsync(Bytes.Of(picture, "<html><script>alert(1)</script>", archive));
            Assert.Equal(picture, await _file.BytesAsync());
        }
    }

    [Fact]
    public async Task A_script_in_the_comment_of_a_picture_is_gone()
    {
        var script = Bytes.Of("*/=1;alert(1)/*");
        foreach (var picture in new[]
        {
            Pictures.Jpeg() is var jpeg ? Bytes.Of(jpeg[..2], Pictures.Segment(0xFE, script), jpeg[2..]) : [],
            Pictures.Gif(16, 16, 1, Bytes.Of("!", 0xFE, Pictures.Blocks(script), 0)),
        })
        {
            Assert.StartsWith("image/", (await _file.AttachmentAsync(picture, "run.js")).Type, StringComparison.Ordinal);
            Assert.DoesNotContain("alert", Encoding.Latin1.GetString((await _file.BytesAsync())!));
        }
    }

    [Theory]
    [InlineData("GIF89a\u0001\0\u0001\0\0\0\0<html><script>alert(1)</script>", "application/octet-stream")]
    [InlineData("%PDF-1.4\n<html><script>alert(1)</script>", "application/pdf")]
    [InlineData(" %PDF-1.4\n<html>", "text/plain")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "application/xml")]
    [InlineData("\u00FF\u00D8\u00FF<script>alert(1)</script>", "application/octet-stream")]
    [InlineData("PK\u0003\u0004<html><script>alert(1)</script>", "application/zip")]
    public async Task What_begins_as_one_thing_is_never_the_other(string content, string type)
    {
        foreach (var name in new[] { "x.html", "x.png", "x.svg", "x.js" })
            Assert.Equal(type, (await _file.AttachmentAsync(Bytes.Of(content), name)).Type);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_is_changed_or_cut_in_a_file_it_is_an_attachment_or_a_refusal(int seed)
    {
        var random = new Random(seed);
        byte[][] files =
        [
            Pictures.WithMetadata(Pictures.Jpeg(), 6), Pictures.WithMetadata(Samples.ProgressiveJpeg), Pictures.PngWithMetadata(Pictures.Png(), 3),
            Pictures.WebPWithMetadata(Pictures.WebP(), 64, 48, 5), Pictures.GifWithMetadata(32, 24, 3), Heif("avif", 64, 48), Heif("heic", 64, 48), FilmsTests.Film(),
            Bytes.Zip(("[Content_Types].xml", "x"), ("word/document.xml", "x")), .. TypesTests.Kinds.Select(row => row.Data.Item2).Where(file => file.Length > 20),
        ];
        for (var round = 0; round < 1_000; round++)
        {
            var file = Mutated(files[round % files.Length], random);
            var answer = await _file.InspectAsync(file, "x");
            Assert.True(answer.Value is not null || answer.Refusal?.Field == "file", $"Round {round} of seed {seed}.");
            if (answer.Value is not { } attachment) continue;
            Assert.Equal((await _file.BytesAsync())!.Length, attachment.Size);
            Assert.Equal(attachment.HasPreview, await _file.BytesAsync(FilePart.Preview) is not null);
        }
    }

    [Fact]
    public async Task Boxes_within_boxes_do_not_go_deeper_than_we_do()
    {
        var nested = new byte[4_000 * 8];
        for (var depth = 0; depth < 4_000; depth++)
            Bytes.Of(Bytes.Big32((uint)(nested.Length - (depth * 8))), depth == 0 ? "moov" : "udta").CopyTo(nested, depth * 8);

        Assert.Equal("video/mp4", (await _file.AttachmentAsync(Bytes.Of(Bytes.Box("ftyp", "isom", new byte[4]), nested))).Type);
    }

    /// <summary>A HEIC or AVIF picture as far as its boxes go, with EXIF and XMP where its table of items says.</summary>
    internal static byte[] Heif(string brand, uint width, uint height)
    {
        var start = Bytes.Box("ftyp", brand, new byte[4], "mif1", brand);
        var exif = Bytes.Of(Bytes.Big32(6), "Exif\0\0", Pictures.Exif());
        var picture = Enumerable.Range(0, 200).Select(unit => (byte)unit).ToArray();
        // The length of all before the content does not depend on the numbers in it.
        var meta = Meta(0);
        return Bytes.Of(start, Meta(start.Length + meta.Length + 8), Bytes.Box("mdat", picture, exif, Pictures.Xmp));

        byte[] Meta(int at) => Bytes.Box(
            "meta", new byte[4],
            Bytes.Box("hdlr", new byte[8], "pict", new byte[13]),
            Bytes.Box("pitm", new byte[4], Bytes.Big16(1)),
            Bytes.Box("iinf", new byte[4], Bytes.Big16(3), Entry(1, "av01", ""), Entry(2, "Exif", ""), Entry(3, "mime", "application/rdf+xml\0")),
            Bytes.Box("iloc", new byte[4], 0x44, 0, Bytes.Big16(3), Place(1, at, picture.Length), Place(2, at + picture.Length, exif.Length),
                Place(3, at + picture.Length + exif.Length, Pictures.Xmp.Length)),
            Bytes.Box("iprp", Bytes.Box("ipco", Bytes.Box("ispe", new byte[4], Bytes.Big32(width), Bytes.Big32(height)))));
        static byte[] Entry(int id, string type, string kind) =>
            Bytes.Box("infe", 2, 0, 0, 0, Bytes.Big16(id), Bytes.Big16(0), type, 0, kind);
        static byte[] Place(int id, int offset, int length) =>
            Bytes.Of(Bytes.Big16(id), Bytes.Big16(0), Bytes.Big16(1), Bytes.Big32((uint)offset), Bytes.Big32((uint)length));
    }

    private static byte[] Mutated(byte[] file, Random random)
    {
        var mutated = random.Next(4) == 0 ? file[..random.Next(1, file.Length)] : [.. file];
        for (var changes = random.Next(8); changes > 0; changes--)
        {
            var at = random.Next(mutated.Length);
            mutated[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
        }

        if (random.Next(4) == 0 && mutated.Length > 40)
        {
            var (from, to, length) = (random.Next(mutated.Length - 20), random.Next(mutated.Length - 20), random.Next(20));
            mutated.AsSpan(from, length).CopyTo(mutated.AsSpan(to));
        }

        return mutated;
    }

    private static byte[] Resized(byte[] jpeg, int side)
    {
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        return Bytes.Of(jpeg[..(frame + 5)], Bytes.Big16(side), Bytes.Big16(side), jpeg[(frame + 9)..]);
    }
}
