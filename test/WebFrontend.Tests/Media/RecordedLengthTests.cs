
namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>WebM as browsers record it: nothing in it says how long it is, and no size is known when it begins.</summary>
public sealed class RecordedLengthTests : IDisposable
{
    private const int Sound = 2;
    private const int Film = 1;

    private readonly InspectedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(Sound, "audio/webm")]
    [InlineData(Film, "video/webm")]
    public async Task A_recording_that_does_not_say_its_length_is_as_long_as_its_last_blocks_tell(int track, string type)
    {
        var attachment = await _file.AttachmentAsync(Recording(track, [], Cluster(0, 0, 60, 120), Cluster(5_000, 0, 60, 120)));

        Assert.Equal((type, 5_180L), (attachment.Type, attachment.Duration));
    }

    [Fact]
    public async Task A_length_that_is_written_down_counts()
    {
        // 4,321 ticks of 2 milliseconds.
        var information = Bytes.Of(0x2A, 0xD7, 0xB1, 0x83, 0x1E, 0x84, 0x80, 0x44, 0x89, 0x88, Double(4_321));

        Assert.Equal(8_642, (await _file.AttachmentAsync(Recording(Sound, information, Cluster(0, 0, 60)))).Duration);
    }

    [Fact]
    public async Task The_last_cluster_is_found_behind_megabytes_of_others()
    {
        var filler = Bytes.Of(0xEC, 0x10, Bytes.Big32(3_000_000)[1..], new byte[3_000_000]);

        Assert.Equal(70_120, (await _file.AttachmentAsync(Recording(Sound, [], filler, Cluster(70_000, 0, 60), filler))).Duration);
    }

    [Fact]
    public async Task What_the_senders_browser_knows_is_believed() =>
        Assert.Equal(4_000, (await _file.AttachmentAsync(Recording(Sound, [], Cluster(0, 0, 60)), hints: new() { Duration = 4_000 })).Duration);

    [Fact]
    public async Task Where_nothing_tells_the_length_it_stays_unknown()
    {
        Assert.Null((await _file.AttachmentAsync(Recording(Sound, []))).Duration);
        // The mark of a cluster, again and again, and none that begins there.
        var marks = Bytes.Of([.. Enumerable.Repeat((object)new byte[] { 0x1F, 0x43, 0xB6, 0x75 }, 50_000)]);
        Assert.Null((await _file.AttachmentAsync(Recording(Sound, [], marks))).Duration);
    }

    /// <summary>Its size, and those of its clusters, are all ones: not known.</summary>
    private static byte[] Recording(int track, byte[] information, params byte[][] clusters)
    {
        var entries = Bytes.Of(0xAE, 0x83, 0x83, 0x81, track);
        return Bytes.Of(
            0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84, "webm",
            0x18, 0x53, 0x80, 0x67, 0x01, Unknown,
            information.Length == 0 ? [] : Bytes.Of(0x15, 0x49, 0xA9, 0x66, 0x80 | information.Length, information),
            0x16, 0x54, 0xAE, 0x6B, 0x80 | entries.Length, entries,
            Bytes.Of([.. clusters]));
    }

    private static byte[] Cluster(int at, params int[] blocks) => Bytes.Of(
        0x1F, 0x43, 0xB6, 0x75, 0x01, Unknown, 0xE7, 0x84, Bytes.Big32((uint)at),
        Bytes.Of([.. blocks.Select(block => Bytes.Of(0xA3, 0x87, 0x81, Bytes.Big16(block), 0x80, "abc"))]));

    private static byte[] Unknown => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    private static byte[] Double(double number)
    {
        var bytes = BitConverter.GetBytes(number);
        Array.Reverse(bytes);
        return bytes;
    }
}
