namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>GIF, PNG and WebP can all move: a message says which of its pictures does.</summary>
public sealed class MovingPicturesTests : IDisposable
{
    private readonly InspectedFile _file = new();

    public void Dispose() => _file.Dispose();

    public static TheoryData<string, byte[], bool> All => new()
    {
        { "image/gif", Pictures.Gif(16, 16, frames: 2), true },
        { "image/gif", Pictures.Gif(16, 16), false },
        { "image/png", MovingPng(), true },
        { "image/png", Pictures.Png(), false },
        { "image/webp", MovingWebP(), true },
        { "image/webp", Pictures.WebP(), false },
        { "image/jpeg", Pictures.Jpeg(), false },
    };

    [Theory, MemberData(nameof(All))]
    public async Task Whether_a_picture_moves_is_found_in_it_whatever_its_type(string type, byte[] picture, bool isAnimated)
    {
        var attachment = await _file.AttachmentAsync(picture);

        Assert.Equal((type, isAnimated, true), (attachment.Type, attachment.Animated, attachment.HasPreview));
    }

    [Theory, InlineData("avif", false), InlineData("avis", true)]
    public async Task An_avif_moves_when_it_is_a_sequence(string brand, bool isAnimated)
    {
        var attachment = await _file.AttachmentAsync(HostileFilesTests.Heif(brand, 64, 48));

        Assert.Equal(("image/avif", isAnimated, 64, 48), (attachment.Type, attachment.Animated, attachment.Width, attachment.Height));
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_sequence_without_items_has_the_size_of_its_track(int version)
    {
        var header = Bytes.Box("tkhd", version, new byte[version == 1 ? 87 : 75], Bytes.Big32(64 << 16), Bytes.Big32(48 << 16));
        var sequence = Bytes.Of(Bytes.Box("ftyp", "avis", new byte[4], "avif", "msf1"), Bytes.Box("moov", Bytes.Box("trak", header)), Bytes.Box("mdat", new byte[100]));

        var attachment = await _file.AttachmentAsync(sequence);

        Assert.Equal(("image/avif", true, 64, 48), (attachment.Type, attachment.Animated, attachment.Width, attachment.Height));
    }

    [Fact]
    public async Task What_is_no_picture_does_not_say() =>
        Assert.Null((await _file.AttachmentAsync(Bytes.Of("%PDF-1.7\n", new byte[100]))).Animated);

    private static byte[] MovingPng()
    {
        var still = Pictures.Png();
        return Bytes.Of(still[..33], Pictures.Chunk("acTL", Bytes.Of(Bytes.Big32(2), Bytes.Big32(0))), still[33..]);
    }

    private static byte[] MovingWebP()
    {
        var image = Pictures.WebP()[12..];
        if (image.AsSpan().StartsWith("VP8X"u8)) image = image[18..];
        var frame = Bytes.RiffChunk("ANMF", Bytes.Of(new byte[6], 63, 0, 0, 47, 0, 0, 100, 0, 0, 0, image));
        return Bytes.Riff("WEBP", Bytes.RiffChunk("VP8X", Bytes.Of(0x02, 0, 0, 0, 63, 0, 0, 47, 0, 0)), Bytes.RiffChunk("ANIM", new byte[6]), frame, frame);
    }
}
