using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConnectNow.Files;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>What there is of a file, and in which blobs. It is the one thing that changes; what it names never does.</summary>
internal sealed record FileManifest
{
    /// <summary>How it is written. A later format gets the next number, and this one stays readable.</summary>
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public int Version { get; init; } = Format;

    /// <summary>Made with the first thing of a file: after a deletion there is another one.</summary>
    public required string Life { get; init; }

    /// <summary>Which change this is, so that its writer recognises it.</summary>
    public string Commit { get; init; } = "";

    public StoredPart? Content { get; init; }

    public StoredPart? Preview { get; init; }

    public StoredPart? Offered { get; init; }

    public Staging? Staging { get; init; }

    /// <summary>Blobs that the last change has left behind. The next one makes sure that they are gone.</summary>
    public ImmutableArray<string> Superseded { get; init; } = [];

    public static FileManifest New() => new() { Life = NewName() };

    public static string NewName() => Guid.NewGuid().ToString("n");

    /// <exception cref="IOException">A later version of the program has written it.</exception>
    public static FileManifest Of(BinaryData written)
    {
        var manifest = written.ToObjectFromJson<FileManifest>(Json)!;
        return manifest.Version <= Format ? manifest : throw new IOException($"A file has format {manifest.Version}; this program knows {Format}.");
    }

    public BinaryData Written() => BinaryData.FromObjectAsJson(this, Json);

    public StoredPart? PartOf(FilePart part) => part switch
    {
        FilePart.Content => Content,
        FilePart.Preview => Preview,
        FilePart.Offered => Offered,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>The file with something else in the place of a part. Which blocks it was completed of stays known.</summary>
    public FileManifest With(FilePart part, StoredPart stored)
    {
        var next = this with { Superseded = PartOf(part) is { } was ? [was.Blob] : [] };
        return part switch
        {
            FilePart.Content => next with { Content = stored with { Blocks = Content?.Blocks } },
            FilePart.Preview => next with { Preview = stored },
            _ => next with { Offered = stored },
        };
    }

    /// <summary>The file made of what is staged.</summary>
    public FileManifest Completed(Staging staging, StoredPart whole) =>
        this with { Content = whole, Staging = null, Superseded = Content is { } was && was.Blob != staging.Blob ? [was.Blob] : [] };

    /// <summary>The file with nothing staged.</summary>
    public FileManifest Unstaged() => Staging is { } staging ? this with { Staging = null, Superseded = [staging.Blob] } : this;
}

/// <summary>A part of a file: a blob, how long it is, and for a completed file the digest of the blocks it was made of.</summary>
internal sealed record StoredPart(string Blob, long Length, string? Blocks = null);
