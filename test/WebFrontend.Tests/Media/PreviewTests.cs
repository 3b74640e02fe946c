using ConnectNow.Files;
using ConnectNow.Media;
using SkiaSharp;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>Small pictures, and what the sender's device says of a file.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly InspectedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(4000, 3000, 1024, 768)]
    [InlineData(1100, 1000, 1024, 931)]
    [InlineData(1024, 100, 1024, 100)]
    [InlineData(30, 2000, 15, 1024)]
    [InlineData(3, 2, 3, 2)]
    [InlineData(5000, 1, 1024, 1)]
    public async Task A_preview_is_at_most_1024_pixels_long_and_never_larger_than_its_picture(
        int width, int height, int previewWidth, int previewHeight)
    {
        foreach (var picture in new[] { Pictures.Jpeg(width, height), Pictures.Png(width, height), Pictures.WebP(width, height) })
        {
            var attachment = await _file.AttachmentAsync(picture);
            Assert.Equal((width, height, true), (attachment.Width, attachment.Height, attachment.HasPreview));
            var bytes = (await _file.BytesAsync(FilePart.Preview))!;
            using var codec = SKCodec.Create(new MemoryStream(bytes));
            Assert.Equal((SKEncodedImageFormat.Webp, previewWidth, previewHeight), (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
        }
    }

    [Fact]
    public async Task The_colour_is_the_mean_of_what_can_be_seen()
    {
        using var bitmap = new SKBitmap(100, 100, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(SKColors.Transparent);
        Assert.Null((await _file.AttachmentAsync(Encoded())).Colour);

        for (var x = 0; x < 10; x++) bitmap.SetPixel(x, 5, new SKColor(0x10, 0x80, 0xF0));
        Assert.Matches("^#(0f|10|11)(7f|80|81)(ef|f0|f1)$", (await _file.AttachmentAsync(Encoded())).Colour);

        byte[] Encoded()
        {
            using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            return png.ToArray();
        }
    }

    [Fact]
    public async Task An_animation_shows_its_first_frame()
    {
        var attachment = await _file.AttachmentAsync(Pictures.Gif(200, 100, 4));
        Assert.Equal(("image/gif", 200, 100, "#ff0000"), (attachment.Type, attachment.Width, attachment.Height, attachment.Colour));
    }

    [Theory]
    [InlineData(1, 1, 0L, true, true)]
    [InlineData(100_000, 100_000, 604_800_000L, true, true)]
    [InlineData(0, 10, -1L, false, false)]
    [InlineData(10, 100_001, 604_800_001L, false, false)]
    [InlineData(10, null, null, false, false)]
    [InlineData(-5, -5, long.MaxValue, false, false)]
    public async Task Only_plausible_hints_are_believed(int? width, int? height, long? duration, bool isSized, bool lasts)
    {
        var hints = new AttachmentHints { Width = width, Height = height, Duration = duration, Voice = true, Waveform = [.. Enumerable.Range(0, 200).Select(value => (byte)value)] };
        var attachment = await _file.AttachmentAsync(FilmsTests.Film(), "x", hints);

        Assert.Equal(isSized ? (width, height) : (null, null), (attachment.Width, attachment.Height));
        Assert.Equal(lasts ? duration : null, attachment.Duration);
        Assert.True(attachment.Voice);
        Assert.Equal(FileLimits.WaveformLength, attachment.Waveform.Length);
    }

    [Fact]
    public async Task A_pictures_size_is_never_a_hint()
    {
        var hints = new AttachmentHints { Width = 9, Height = 9, Waveform = default };
        var attachment = await _file.AttachmentAsync(Pictures.Png(64, 48), "../../x\0.png", hints);
        Assert.Equal((64, 48, "x.png"), (attachment.Width, attachment.Height, attachment.Name));
        Assert.True(attachment.Waveform.IsEmpty);
    }

    [Fact]
    public async Task Many_at_once_are_all_looked_at()
    {
        var picture = Pictures.WithMetadata(Pictures.Jpeg(2000, 1500), 6);
        await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (_, cancellation) =>
        {
            var key = new FileKey(Secrets.NewId(), Secrets.NewId());
            await _file.Store.CompleteAsync(key, [], cancellation);
            using var content = new MemoryStream(picture);
            await _file.Store.ReplaceAsync(key, FilePart.Content, content, cancellation);
            var answer = await _file.Inspector.InspectAsync(key, "x", new(), cancellation);
            Assert.Equal((1500, 2000, true), (answer.Value!.Width, answer.Value.Height, answer.Value.HasPreview));
        });
    }
}
