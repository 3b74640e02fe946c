using ConnectNow.Providers.AzureBlobs;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureBlobs;

/// <summary>How a manifest is written, to the letter: later versions must read it.</summary>
public sealed class FileManifestTests
{
    private const string Golden =
        """{"version":1,"life":"life","commit":"commit","content":{"blob":"whole","length":4194304,"blocks":"digest"},"preview":{"blob":"small","length":10},"staging":{"blob":"upload","entries":"AAAAAAAAQAAHAAAAAAAAAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAgAAAAUAAAAIAAAAAAAAAAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC","replaced":3,"closedFor":"other","closedAt":"2026-02-28T23:59:59+00:00"},"superseded":["old"]}""";

    private static StagedEntry[] Entries =>
        [new(0, 4_194_304, 7, [.. Enumerable.Repeat((byte)1, 32)]), new(2, 5, 8, [.. Enumerable.Repeat((byte)2, 32)])];

    private static FileManifest Manifest => new()
    {
        Life = "life",
        Commit = "commit",
        Content = new("whole", 4_194_304, "digest"),
        Preview = new("small", 10),
        Staging = new()
        {
            Blob = "upload",
            Entries = StagedEntry.Pack(Entries),
            Replaced = 3,
            ClosedFor = "other",
            ClosedAt = new(2026, 2, 28, 23, 59, 59, TimeSpan.Zero),
        },
        Superseded = ["old"],
    };

    [Fact]
    public void A_manifest_is_written_like_this() => Assert.Equal(Golden, Manifest.Written().ToString());

    [Fact]
    public void What_was_written_is_read()
    {
        var read = FileManifest.Of(BinaryData.FromString(Golden));
        Assert.Equal(Golden, read.Written().ToString());
        Assert.Equivalent(Entries, StagedEntry.Unpack(read.Staging!.Entries), strict: true);
    }

    [Fact]
    public void A_manifest_of_a_later_program_is_left_alone() =>
        Assert.Throws<IOException>(() => FileManifest.Of(BinaryData.FromString("""{"version":2,"life":"life"}""")));

    [Fact]
    public void Blocks_sent_again_and_again_with_other_content_end()
    {
        var staging = Staging.New();
        for (var number = 0; number <= 1000; number++) staging = staging.With(new(0, 1, number, new byte[32]));

        Assert.Throws<IOException>(() => staging.With(new(0, 1, 1001, new byte[32])));
        Assert.Equal(2, StagedEntry.Unpack(staging.With(new(1, 1, 1, new byte[32])).Entries).Count);
    }
}
