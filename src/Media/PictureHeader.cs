using ConnectNow.Files;
using SkiaSharp;

namespace ConnectNow.Media;

/// <summary>What a picture's header says, before any of its pixels is looked at.</summary>
/// <param name="Width">Pixels as stored.</param>
/// <param name="Height">Pixels as stored.</param>
internal readonly record struct PictureHeader(int Width, int Height)
{
    /// <summary>More than this nobody can show on a phone: a picture of 64 megapixels takes 256 MB when it is opened.</summary>
    public const long MostPixels = 64_000_000;

    public const int LongestSide = 32_767;

    public bool IsTooLarge => Width > LongestSide || Height > LongestSide || (long)Width * Height > MostPixels;

    /// <summary>As it is shown.</summary>
    public PictureHeader Turned(int orientation) => Orientation.IsSideways(orientation) ? new(Height, Width) : this;

    public Attachment On(Attachment attachment) => attachment with { Width = Width, Height = Height };

    public static Refusal Refusal => Refusal.Mistyped("file", "refusal.pictureTooLarge");

    /// <summary>Null when it is no picture that can be read.</summary>
    public static PictureHeader? Read(Stream picture)
    {
        picture.Position = 0;
        using var codec = SKCodec.Create(new SKManagedStream(picture, disposeManagedStream: false), out var result);
        return codec is null || result != SKCodecResult.Success || codec.Info.Width < 1 || codec.Info.Height < 1 ? null : new(codec.Info.Width, codec.Info.Height);
    }
}
