using System.Text;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>What WebM and Matroska files say beside the film nobody else gets to see.</summary>
public sealed class MatroskaMetadataTests : IDisposable
{
    private static readonly byte[] Tags = Element([0x12, 0x54, 0xC3, 0x67], Element([0x73, 0x73], Bytes.Of("LOCATION +48.1/11.5/ ", Pictures.Secret)));
    private static readonly byte[] Tracks = Element([0x16, 0x54, 0xAE, 0x6B], Element([0xAE], Element([0x83], [1])));
    private static readonly byte[] Film = Element([0x1F, 0x43, 0xB6, 0x75], Element([0xE7], [0]), Element([0xA3], Bytes.Of(0x81, 0, 0, 0x80, "the film itself")));
    private static readonly byte[] Title = Element([0x7B, 0xA9], Bytes.Of("a title"));

    private readonly InspectedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory, InlineData("webm"), InlineData("matroska")]
    public Task Tags_before_the_film_are_gone(string type) => AreGoneAsync(File(type, Tags, Tracks, Film));

    [Fact]
    public Task Tags_behind_the_film_are_found_where_the_table_says()
    {
        var table = Table(0);
        return AreGoneAsync(File("webm", Table(table.Length + Tracks.Length + Film.Length), Tracks, Film, Tags));
    }

    [Fact]
    public Task Tags_are_found_by_a_second_table_too()
    {
        var table = Table(0, 0x11, 0x4D, 0x9B, 0x74);
        var second = table.Length + Tracks.Length + Film.Length;
        return AreGoneAsync(File("webm", Table(second, 0x11, 0x4D, 0x9B, 0x74), Tracks, Film, Table(second + table.Length), Tags));
    }

    [Fact]
    public async Task The_day_is_gone_with_the_sum_over_it_and_the_title_stays()
    {
        var information = Element([0x15, 0x49, 0xA9, 0x66], Element([0xBF], Bytes.Of("SUM!")), Title, Element([0x44, 0x61], Bytes.Of("SECRET!!")));

        var cleaned = await AreGoneAsync(File("webm", information, Tracks, Film));

        Assert.Contains("a title", cleaned, StringComparison.Ordinal);
        Assert.DoesNotContain("SUM!", cleaned, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_says_nothing_of_it_stays_as_it_came()
    {
        var plain = File("webm", Element([0x15, 0x49, 0xA9, 0x66], Element([0xBF], Bytes.Of("SUM!")), Title), Tracks, Film);

        await _file.AttachmentAsync(plain);

        Assert.Equal(plain, await _file.BytesAsync());
    }

    [Fact]
    public async Task A_table_that_lies_costs_nothing()
    {
        foreach (var place in new[] { 0, 3, 1_000, int.MaxValue })
        {
            var lying = File("webm", Table(place), Tracks, Film);
            Assert.Equal("video/webm", (await _file.AttachmentAsync(lying)).Type);
            Assert.Equal(lying, await _file.BytesAsync());
        }
    }

    private async Task<string> AreGoneAsync(byte[] original)
    {
        Assert.Contains("SECRET", Encoding.Latin1.GetString(original), StringComparison.Ordinal);

        var attachment = await _file.AttachmentAsync(original);
        var cleaned = (await _file.BytesAsync())!;

        Assert.StartsWith("video/", attachment.Type, StringComparison.Ordinal);
        Assert.Equal(original.Length, cleaned.Length);
        var text = Encoding.Latin1.GetString(cleaned);
        Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
        // Nothing has moved, and what was there before is there.
        var film = Encoding.Latin1.GetString(Film);
        Assert.Equal(Encoding.Latin1.GetString(original).IndexOf(film, StringComparison.Ordinal), text.IndexOf(film, StringComparison.Ordinal));
        await _file.InspectAgainAsync();
        Assert.Equal(cleaned, await _file.BytesAsync());
        return text;
    }

    private static byte[] File(string type, params byte[][] elements) => Bytes.Of(
        Element([0x1A, 0x45, 0xDF, 0xA3], Element([0x42, 0x82], Bytes.Of(type))), Element([0x18, 0x53, 0x80, 0x67], elements));

    /// <summary>Says where in the segment something begins: the tags, unless another is named.</summary>
    private static byte[] Table(int place, params byte[] what) => Element(
        [0x11, 0x4D, 0x9B, 0x74],
        Element([0x4D, 0xBB], Element([0x53, 0xAB], what.Length == 0 ? [0x12, 0x54, 0xC3, 0x67] : what), Element([0x53, 0xAC], Bytes.Big32((uint)place))));

    /// <summary>With a size of two bytes.</summary>
    private static byte[] Element(byte[] id, params byte[][] content)
    {
        var body = Bytes.Of([.. content]);
        return Bytes.Of(id, 0x40 | (body.Length >> 8), body.Length & 0xFF, body);
    }
}
