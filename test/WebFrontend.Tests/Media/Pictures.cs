using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using SkiaSharp;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>Pictures made for tests, and what cameras write into them.</summary>
internal static class Pictures
{
    /// <summary>In every text of what must not be seen by others.</summary>
    public const string Secret = "SECRET-51.4779N";

    /// <summary>EXIF as a phone writes it: who made it, how it is to be turned, and where it was taken.</summary>
    public static byte[] Exif(int orientation = 1)
    {
        // Three entries, then the positions they refer to: 8 + 2 + 3*12 + 4 = 50 is the text, 66 the GPS directory, 66 + 2 + 4*12 + 4 = 120
        // its numbers.
        return Bytes.Of(
            "II*\0", Bytes.Little32(8),
            Bytes.Little16(3),
            Entry(0x010F, 2, 16, Bytes.Little32(50)),
            Entry(0x0112, 3, 1, Bytes.Of(Bytes.Little16(orientation), 0, 0)),
            Entry(0x8825, 4, 1, Bytes.Little32(66)),
            Bytes.Little32(0),
            Secret, 0,
            Bytes.Little16(4),
            Entry(1, 2, 2, Bytes.Of("N\0\0\0")),
            Entry(2, 5, 3, Bytes.Little32(120)),
            Entry(3, 2, 2, Bytes.Of("W\0\0\0")),
            Entry(4, 5, 3, Bytes.Little32(144)),
            Bytes.Little32(0),
            Rational(51), Rational(28), Rational(40), Rational(0), Rational(0), Rational(5));

        static byte[] Entry(int tag, int type, uint count, byte[] value) =>
            Bytes.Of(Bytes.Little16(tag), Bytes.Little16(type), Bytes.Little32(count), value);
        static byte[] Rational(uint number) => Bytes.Of(Bytes.Little32(number), Bytes.Little32(1));
    }

    public static byte[] Xmp => Bytes.Of($"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description exif:GPSLatitude=\"{Secret}\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\"/></rdf:RDF></x:xmpmeta>");

    /// <summary>Four fields of different colours, clockwise from the left above: red, green, blue, yellow.</summary>
    public static byte[] Encoded(SKEncodedImageFormat format, int width, int height, int quality = 90)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        using var paint = new SKPaint { IsAntialias = false };
        var (x, y) = (width / 2f, height / 2f);
        foreach (var (colour, left, top) in new[] { (SKColors.Red, 0f, 0f), (SKColors.Lime, x, 0f), (SKColors.Blue, x, y), (SKColors.Yellow, 0f, y) })
        {
            paint.Color = colour;
            canvas.DrawRect(left, top, x, y, paint);
        }

        using var encoded = bitmap.Encode(format, quality);
        return encoded.ToArray();
    }

    public static byte[] Jpeg(int width = 64, int height = 48) => Encoded(SKEncodedImageFormat.Jpeg, width, height);

    public static byte[] Png(int width = 64, int height = 48) => Encoded(SKEncodedImageFormat.Png, width, height);

    public static byte[] WebP(int width = 64, int height = 48) => Encoded(SKEncodedImageFormat.Webp, width, height);

    public static byte[] Segment(int marker, params object[] body)
    {
        var bytes = Bytes.Of(body);
        return Bytes.Of(0xFF, marker, Bytes.Big16(bytes.Length + 2), bytes);
    }

    /// <summary>The same JPEG with everything a camera and an editor leave in it.</summary>
    public static byte[] WithMetadata(byte[] jpeg, int orientation = 1) => Bytes.Of(
        jpeg[..2],
        Segment(0xE1, "Exif\0\0", Exif(orientation)),
        Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0", Xmp),
        Segment(0xED, "Photoshop 3.0\0", "8BIM", Bytes.Big16(0x0404), 0, 0, Bytes.Big32(22), 0x1C, 2, 90, Bytes.Big16(17), Secret, "  "),
        Segment(0xE2, "MPF\0", Secret),
        Segment(0xFE, Secret),
        jpeg[2..],
        "trailing film ", Secret);

    public static byte[] Chunk(string type, byte[] body)
    {
        var typed = Bytes.Of(type, body);
        return Bytes.Of(Bytes.Big32((uint)body.Length), typed, Bytes.Big32(Crc32.HashToUInt32(typed)));
    }

    /// <summary>The same PNG with EXIF, texts, a time and a chunk nobody knows.</summary>
    public static byte[] PngWithMetadata(byte[] png, int orientation = 1) => Bytes.Of(
        png[..33],
        Chunk("eXIf", Exif(orientation)),
        Chunk("tEXt", Bytes.Of("Author\0", Secret)),
        Chunk("zTXt", Bytes.Of("Comment\0\0", Deflated(Encoding.Latin1.GetBytes(Secret)))),
        Chunk("iTXt", Bytes.Of("XML:com.adobe.xmp\0\0\0\0\0", Xmp)),
        Chunk("tIME", [7, 0xEA, 1, 2, 3, 4, 5]),
        Chunk("prVt", Bytes.Of(Secret)),
        png[33..],
        "trailing ", Secret);

    /// <summary>The picture with an extended header, EXIF and XMP.</summary>
    public static byte[] WebPWithMetadata(byte[] webP, int width, int height, int orientation = 1)
    {
        var image = webP[12..];
        if (image.AsSpan().StartsWith("VP8X"u8)) image = image[18..];
        return Bytes.Of(
            Bytes.Riff(
                "WEBP",
                Bytes.RiffChunk("VP8X", Bytes.Of(0x0C, 0, 0, 0, Bytes.Little32((uint)(width - 1))[..3], Bytes.Little32((uint)(height - 1))[..3])),
                image,
                Bytes.RiffChunk("EXIF", Exif(orientation)),
                Bytes.RiffChunk("XMP ", Xmp),
                Bytes.RiffChunk("prVt", Bytes.Of(Secret))),
            "trailing ",
            Secret);
    }

    /// <summary>A GIF of frames of one colour each, uncompressed: a clear code before each pixel keeps all codes at three bits.</summary>
    public static byte[] Gif(int width, int height, int frames = 1, params byte[][] extensions) => Bytes.Of(
        "GIF89a", Bytes.Little16(width), Bytes.Little16(height), 0x80 | 1, 0, 0, new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0 },
        Bytes.Of([.. extensions]),
        Bytes.Of([.. Enumerable.Range(0, frames).Select(frame => Bytes.Of(
            "!", 0xF9, 4, 0, 10, 0, 0, 0,
            ",", new byte[4], Bytes.Little16(width), Bytes.Little16(height), 0, 2, Blocks(Codes(width * height, frame % 4)), 0))]),
        ";");

    /// <summary>Length-prefixed blocks, as in GIF, without the empty one at the end.</summary>
    public static byte[] Blocks(byte[] bytes) => Bytes.Of([.. bytes.Chunk(255).Select(block => Bytes.Of(block.Length, block))]);

    public static byte[] GifWithMetadata(int width, int height, int frames) => Bytes.Of(
        Gif(
            width, height, frames,
            Bytes.Of("!", 0xFF, 11, "NETSCAPE2.0", 3, 1, 0, 0, 0),
            Bytes.Of("!", 0xFE, Blocks(Bytes.Of(Secret)), 0),
            Bytes.Of("!", 0xFF, 11, "XMP DataXMP", Xmp, 1, new byte[] { 0xFF, 0xFE }, Enumerable.Range(0, 256).Select(unit => (byte)(255 - unit)).ToArray()[..^1], 0, 0)),
        "trailing ", Secret);

    /// <summary>A PNG header of any size; behind it as little as there can be.</summary>
    public static byte[] PngOfSize(int width, int height, byte[]? pixels = null) => Bytes.Of(
        0x89, "PNG\r\n\u001A\n",
        Chunk("IHDR", Bytes.Of(Bytes.Big32((uint)width), Bytes.Big32((uint)height), 1, 0, 0, 0, 0)),
        Chunk("IDAT", Deflated(pixels ?? [])),
        Chunk("IEND", []));

    public static byte[] Deflated(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(bytes);
        return deflated.ToArray();
    }

    /// <summary>Every pixel, as it is stored, whatever the orientation.</summary>
    public static byte[] Pixels(byte[] picture)
    {
        using var bitmap = Decoded(picture);
        return bitmap.Bytes;
    }

    public static SKBitmap Decoded(byte[] picture)
    {
        using var codec = SKCodec.Create(new MemoryStream(picture));
        Assert.NotNull(codec);
        var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels()));
        return bitmap;
    }

    private static byte[] Codes(int pixels, int colour)
    {
        const int clear = 4, end = 5;
        var bits = new List<bool>(pixels * 6);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            Add(clear);
            Add(colour);
        }

        Add(end);
        return [.. bits.Chunk(8).Select(byteBits => (byte)byteBits.Select((bit, at) => bit ? 1 << at : 0).Sum())];

        void Add(int code)
        {
            for (var bit = 0; bit < 3; bit++) bits.Add((code >> bit & 1) == 1);
        }
    }
}
