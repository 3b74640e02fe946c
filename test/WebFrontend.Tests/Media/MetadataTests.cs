using System.Text;
using ConnectNow.Files;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.Formats.Xmp;
using SkiaSharp;
using Directory = MetadataExtractor.Directory;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>What a picture says beside its pixels nobody else gets to see; judged by a reader that is not ours.</summary>
public sealed class MetadataTests : IDisposable
{
    private readonly InspectedFile _file = new();

    public static TheoryData<string> Formats => ["jpeg", "jpeg progressive", "png", "png animated", "webp lossy", "webp lossless", "gif"];

    public static TheoryData<string, int> Orientations =>
        [.. new[] { "jpeg", "png" }.SelectMany(format => Enumerable.Range(1, 8).Select(value => (format, value)))];

    public void Dispose() => _file.Dispose();

    [Theory, MemberData(nameof(Formats))]
    public async Task Everything_is_gone_but_the_pixels(string format)
    {
        var original = With(format, orientation: 1);
        Assert.Contains(Pictures.Secret, Encoding.Latin1.GetString(original));
        if (format != "gif") Assert.NotNull(Read(original).OfType<GpsDirectory>().FirstOrDefault());

        var attachment = await _file.AttachmentAsync(original, "holiday");
        var cleaned = (await _file.BytesAsync())!;
        Assert.DoesNotContain("SECRET", Encoding.Latin1.GetString(cleaned));
        Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(cleaned));
        Assert.DoesNotContain(Read(cleaned), directory => directory is GpsDirectory or ExifDirectoryBase or XmpDirectory or IptcDirectory);
        Assert.Equal(cleaned.Length, attachment.Size);
        Assert.True(cleaned.Length < original.Length);
        Assert.Equal(Pictures.Pixels(original), Pictures.Pixels(cleaned));
        Assert.Equal((64, 48, true), (attachment.Width, attachment.Height, attachment.HasPreview));
    }

    [Theory, InlineData("jpeg"), InlineData("png")]
    public async Task It_is_gone_from_a_picture_that_nobody_can_decode_as_well(string format)
    {
        var original = With(format, orientation: 1);
        // A lossless JPEG, and a PNG of three bits: good files that our decoder knows nothing of.
        if (format == "jpeg") original[original.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = 0xC3;
        else original = Bytes.Of(original[..8], Pictures.Chunk("IHDR", [.. original[16..24], 3, .. original[25..29]]), original[33..]);

        var attachment = await _file.AttachmentAsync(original, "holiday");
        var cleaned = (await _file.BytesAsync())!;

        Assert.Equal(("application/octet-stream", false, cleaned.Length), (attachment.Type, attachment.HasPreview, attachment.Size));
        Assert.DoesNotContain("SECRET", Encoding.Latin1.GetString(cleaned));
        Assert.True(cleaned.Length > 100);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Looking_again_changes_nothing(string format)
    {
        var first = await _file.AttachmentAsync(With(format, orientation: format == "gif" ? 1 : 6), "holiday");
        var bytes = await _file.BytesAsync();

        var second = await _file.InspectAgainAsync("holiday");
        Assert.Equal(first, second.Value! with { Waveform = first.Waveform });
        Assert.Equal(bytes, await _file.BytesAsync());
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_picture_without_any_of_it_stays_as_it_came(string format)
    {
        var original = Plain(format);
        await _file.AttachmentAsync(original, "holiday");
        Assert.Equal(original, await _file.BytesAsync());
    }

    [Theory, MemberData(nameof(Orientations))]
    public async Task The_orientation_is_kept_and_applied(string format, int orientation)
    {
        var attachment = await _file.AttachmentAsync(With(format, orientation));
        var cleaned = (await _file.BytesAsync())!;
        Assert.DoesNotContain("SECRET", Encoding.Latin1.GetString(cleaned));
        Assert.Equal(orientation >= 5 ? (48, 64) : (64, 48), (attachment.Width, attachment.Height));

        var left = Read(cleaned).OfType<ExifDirectoryBase>().ToList();
        Assert.DoesNotContain(left, directory => directory is GpsDirectory);
        if (orientation != 1) Assert.Equal(orientation, Assert.Single(left, directory => directory.TagCount == 1).GetInt32(ExifDirectoryBase.TagOrientation));
        else Assert.Empty(left);

        using var preview = Pictures.Decoded((await _file.BytesAsync(FilePart.Preview))!);
        Assert.Equal((attachment.Width, attachment.Height), (preview.Width, preview.Height));
        Assert.Equal(Turned(orientation), Corners(preview));
    }

    [Fact]
    public async Task A_webp_is_shown_as_it_is_stored_as_browsers_do()
    {
        var attachment = await _file.AttachmentAsync(With("webp lossy", orientation: 6));
        Assert.Equal((64, 48), (attachment.Width, attachment.Height));
        Assert.Empty(Read((await _file.BytesAsync())!).OfType<ExifDirectoryBase>());
        using var preview = Pictures.Decoded((await _file.BytesAsync(FilePart.Preview))!);
        Assert.Equal("rgby", Corners(preview));
    }

    [Fact]
    public async Task The_colour_profile_of_a_jpeg_is_kept()
    {
        var profile = Pictures.Segment(0xE2, "ICC_PROFILE\0", 1, 1, new byte[300]);
        var jpeg = Pictures.Jpeg();
        var original = Pictures.WithMetadata(Bytes.Of(jpeg[..2], profile, Pictures.Segment(0xEE, "Adobe", 0, 100, 0, 0, 0, 0, 1), jpeg[2..]));
        await _file.AttachmentAsync(original);

        var cleaned = Encoding.Latin1.GetString((await _file.BytesAsync())!);
        Assert.Contains(Encoding.Latin1.GetString(profile), cleaned);
        Assert.Contains("Adobe", cleaned);
    }

    [Fact]
    public async Task The_small_picture_in_a_jfif_header_goes()
    {
        var jpeg = Pictures.Jpeg();
        Assert.Equal(0xE0, jpeg[3]);
        var thumbnail = Bytes.Of(Pictures.Secret, new byte[75 - Pictures.Secret.Length]);
        var original = Bytes.Of(jpeg[..2], Pictures.Segment(0xE0, "JFIF\0", 1, 1, 0, 0, 1, 0, 1, 5, 5, thumbnail), jpeg[20..]);
        await _file.AttachmentAsync(original);

        Assert.DoesNotContain("SECRET", Encoding.Latin1.GetString((await _file.BytesAsync())!));
        Assert.Equal(Pictures.Pixels(jpeg), Pictures.Pixels((await _file.BytesAsync())!));
    }

    [Fact]
    public async Task A_gif_still_repeats_and_has_all_its_frames()
    {
        await _file.AttachmentAsync(Pictures.GifWithMetadata(64, 48, 4));
        using var codec = SKCodec.Create(new MemoryStream((await _file.BytesAsync())!));
        Assert.Equal((4, -1), (codec.FrameCount, codec.RepetitionCount));
    }

    private static byte[] Plain(string format) => format switch
    {
        "jpeg" => Pictures.Jpeg(),
        "jpeg progressive" => Samples.ProgressiveJpeg,
        "png" => Pictures.Png(),
        "png animated" => Animated(Pictures.Png()),
        "webp lossy" => Pictures.WebP(),
        "webp lossless" => Pictures.Encoded(SKEncodedImageFormat.Webp, 64, 48, 100),
        "gif" => Pictures.Gif(64, 48, 3, Bytes.Of("!", 0xFF, 11, "NETSCAPE2.0", 3, 1, 0, 0, 0)),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static byte[] With(string format, int orientation) => format switch
    {
        "jpeg" or "jpeg progressive" => Pictures.WithMetadata(Plain(format), orientation),
        "png" or "png animated" => Pictures.PngWithMetadata(Plain(format), orientation),
        "gif" => Pictures.GifWithMetadata(64, 48, 3),
        _ => Pictures.WebPWithMetadata(Plain(format), 64, 48, orientation),
    };

    /// <summary>The picture as both frames of an animation.</summary>
    private static byte[] Animated(byte[] png)
    {
        var data = png.AsSpan().IndexOf("IDAT"u8) - 4;
        var pixels = png[(data + 8)..(data + 8 + (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(data)))];
        return Bytes.Of(
            png[..33],
            Pictures.Chunk("acTL", Bytes.Of(Bytes.Big32(2), Bytes.Big32(0))),
            Frame(0), png[data..^12],
            Frame(1), Pictures.Chunk("fdAT", Bytes.Of(Bytes.Big32(2), pixels)),
            png[^12..]);

        static byte[] Frame(uint number) => Pictures.Chunk(
            "fcTL", Bytes.Of(Bytes.Big32(number), Bytes.Big32(64), Bytes.Big32(48), Bytes.Big32(0), Bytes.Big32(0), Bytes.Big16(1), Bytes.Big16(10), 0, 0));
    }

    private static IReadOnlyList<Directory> Read(byte[] picture) => ImageMetadataReader.ReadMetadata(new MemoryStream(picture));

    /// <summary>The colours in the four corners, clockwise from the left above.</summary>
    private static string Corners(SKBitmap picture)
    {
        var (right, below) = (picture.Width - 6, picture.Height - 6);
        return string.Concat(new[] { (5, 5), (right, 5), (right, below), (5, below) }.Select(corner => Letter(picture.GetPixel(corner.Item1, corner.Item2))));
    }

    private static char Letter(SKColor colour) => (colour.Red > 128, colour.Green > 128, colour.Blue > 128) switch
    {
        (true, false, false) => 'r',
        (false, true, false) => 'g',
        (false, false, true) => 'b',
        (true, true, false) => 'y',
        _ => '?',
    };

    /// <summary>Stored as red, green, blue, yellow: what is seen, by the definition of the tag (row 0 is at …, column 0 at …).</summary>
    private static string Turned(int orientation) => orientation switch
    {
        1 => "rgby", // top, left
        2 => "gryb", // top, right
        3 => "byrg", // bottom, right
        4 => "ybgr", // bottom, left
        5 => "rybg", // left, top
        6 => "yrgb", // right, top
        7 => "bgry", // right, bottom
        8 => "gbyr", // left, bottom
        _ => "",
    };
}
