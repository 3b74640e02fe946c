using System.Globalization;
using SkiaSharp;

namespace ConnectNow.Media;

/// <summary>A small picture, as WebP, and its mean colour (<c>#rrggbb</c>; null when it is wholly transparent).</summary>
internal sealed record Preview(byte[] WebP, string? Colour);

/// <summary>Paints small pictures of large ones, a few at a time: decoding is what takes memory.</summary>
internal sealed class PreviewPainter : IDisposable
{
    /// <summary>Pixels of a preview's longest side.</summary>
    public const int LongestSide = 1024;

    private const int Quality = 80;

    /// <summary>
    /// Formats that can't be decoded smaller take four bytes for each pixel: of pictures with more pixels only one is decoded at a time.
    /// </summary>
    private const long ManyPixels = 16_000_000;

    private readonly SemaphoreSlim _decoders = new(Math.Clamp(Environment.ProcessorCount, 1, 4));
    private readonly FairTurns _large = new(places: 1, waiting: 4);

    /// <summary>
    /// The picture's first frame, upright, never larger than it is; null when it can't be decoded, or when its owner has too many large
    /// ones waiting.
    /// </summary>
    /// <param name="picture">Its bounds were checked. Read from its beginning.</param>
    /// <param name="header">What was found in it.</param>
    /// <param name="orientation">As EXIF says it.</param>
    /// <param name="owner">For whom it is: those who want many large ones wait in a queue of their own.</param>
    /// <param name="cancellationToken">Stops waiting for a turn.</param>
    public async Task<Preview?> PaintAsync(
        Stream picture, PictureHeader header, int orientation, string owner, CancellationToken cancellationToken)
    {
        if ((long)header.Width * header.Height <= ManyPixels) return await DecodeAsync(picture, orientation, cancellationToken);
        using var turn = await _large.TakeAsync(owner, cancellationToken);
        return turn is null ? null : await DecodeAsync(picture, orientation, cancellationToken);
    }

    public void Dispose() => _decoders.Dispose();

    private async Task<Preview?> DecodeAsync(Stream picture, int orientation, CancellationToken cancellationToken)
    {
        await _decoders.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Paint(picture, orientation), cancellationToken);
        }
        finally
        {
            _decoders.Release();
        }
    }

    private static Preview? Paint(Stream picture, int orientation)
    {
        picture.Position = 0;
        using var codec = SKCodec.Create(new SKManagedStream(picture, disposeManagedStream: false));
        if (codec is null || new PictureHeader(codec.Info.Width, codec.Info.Height).IsTooLarge) return null;
        using var decoded = Decode(codec);
        if (decoded is null) return null;
        using var small = Shrink(decoded, codec.Info.Size, orientation);
        using var pixels = small.PeekPixels();
        using var webP = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, Quality));
        return webP is null ? null : new(webP.ToArray(), MeanColour(pixels));
    }

    private static SKBitmap? Decode(SKCodec codec)
    {
        var longest = Math.Max(codec.Info.Width, codec.Info.Height);
        // At least as large as the preview, so that it is never made of fewer pixels than it has.
        var size = longest <= LongestSide ? codec.Info.Size : codec.GetScaledDimensions(Math.Min(1, (LongestSide + 0.5f) / longest));
        if (Math.Max(size.Width, size.Height) < Math.Min(longest, LongestSide)) size = codec.GetScaledDimensions(Math.Min(1, 2f * LongestSide / longest));
        using var colours = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours)))
        {
            bitmap.Erase(SKColors.Transparent);
            // A picture that was cut shows what there is of it.
            if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is SKCodecResult.Success or SKCodecResult.IncompleteInput) return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    private static SKBitmap Shrink(SKBitmap decoded, SKSizeI original, int orientation)
    {
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(original.Width, original.Height));
        var (width, height) = (Math.Max(1, (int)MathF.Round(original.Width * scale)), Math.Max(1, (int)MathF.Round(original.Height * scale)));
        var turned = Orientation.IsSideways(orientation) ? new SKSizeI(height, width) : new(width, height);
        var small = new SKBitmap(new SKImageInfo(turned.Width, turned.Height, SKColorType.Rgba8888, SKAlphaType.Premul, decoded.ColorSpace));
        using var canvas = new SKCanvas(small);
        canvas.Clear(SKColors.Transparent);
        canvas.SetMatrix(Upright(orientation, width, height));
        decoded.SetImmutable();
        using var image = SKImage.FromBitmap(decoded);
        using var paint = new SKPaint { BlendMode = SKBlendMode.Src };
        canvas.DrawImage(image, new SKRect(0, 0, decoded.Width, decoded.Height), new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
        return small;
    }

    /// <summary>Turns and mirrors a picture of this size so that it stands as the orientation says (TIFF 6.0, Orientation).</summary>
    private static SKMatrix Upright(int orientation, float width, float height) => orientation switch
    {
        2 => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        3 => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        4 => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        5 => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        6 => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        7 => new(0, -1, height, -1, 0, width, 0, 0, 1),
        8 => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    /// <summary>Of what can be seen: each pixel counts as much as it covers.</summary>
    private static string? MeanColour(SKPixmap pixels)
    {
        long red = 0, green = 0, blue = 0, cover = 0;
        var bytes = pixels.GetPixelSpan();
        for (var at = 0; at + 4 <= bytes.Length; at += 4)
        {
            red += bytes[at];
            green += bytes[at + 1];
            blue += bytes[at + 2];
            cover += bytes[at + 3];
        }

        return cover == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"#{Part(red):x2}{Part(green):x2}{Part(blue):x2}");

        byte Part(long sum) => (byte)Math.Min(255, sum * 255 / cover);
    }
}
