using System.Collections.Frozen;

namespace ConnectNow.Media;

/// <summary>
/// The one place that says which types of files a browser may be told, and may show in its place. All others are only to be downloaded.
/// </summary>
/// <remarks>None of them can run script in our origin: no HTML, no SVG, no XML.</remarks>
public static class InlineTypes
{
    /// <summary>What everything else is served as.</summary>
    public const string Download = "application/octet-stream";

    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
    [
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif",
        "video/mp4", "video/webm",
        "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm", "audio/wav", "audio/flac",
        "application/pdf",
    ]);

    public static bool Contains(string type) => Types.Contains(type);

    /// <summary>What a file with this label is served as: its type when it is on the list, otherwise <see cref="Download"/>.</summary>
    public static string ServedAs(string type) => Contains(type) ? type : Download;
}
