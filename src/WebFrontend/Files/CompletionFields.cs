using System.Collections.Immutable;
using ConnectNow.Files;
using ConnectNow.Media;

namespace ConnectNow.WebFrontend.Files;

/// <summary>Makes sense of what finishes an upload.</summary>
internal static class CompletionFields
{
    public static Answer<byte[]> Digest(string? digest) => ContentDigest.Sha256Of(digest) is { } sha256
        ? sha256
        : Refusal.Invalid("digest", "Send sha-256=:BASE64: of the blocks' SHA-256 digests, one after the other.");

    /// <summary>
    /// What the sender's device says of a film or a recording. What can't be is passed over later, not refused: it is no reason not to send
    /// a film.
    /// </summary>
    public static Answer<AttachmentHints> Hints(CompleteUploadRequest body)
    {
        var waveform = Waveform(body.Waveform);
        if (waveform.Refusal is { } refusal) return refusal;
        return new AttachmentHints
        {
            Width = body.Width,
            Height = body.Height,
            Duration = body.Duration,
            Voice = body.Voice ?? false,
            Waveform = waveform.Value,
        };
    }

    private static Answer<ImmutableArray<byte>> Waveform(string? base64)
    {
        var values = new byte[FileLimits.WaveformLength];
        if (string.IsNullOrEmpty(base64)) return ImmutableArray<byte>.Empty;
        return Convert.TryFromBase64String(base64, values, out var count)
            ? ImmutableArray.Create(values, 0, count)
            : Refusal.Invalid("waveform", $"waveform is base64 of at most {FileLimits.WaveformLength} bytes.");
    }
}
