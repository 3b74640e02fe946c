namespace ConnectNow.Files;

/// <summary>Limits on files that everybody can rely on; how large a file may be is the plan's to say.</summary>
public static class FileLimits
{
    /// <summary>
    /// Bytes of each block of an upload but the last: small enough to lose, large enough to be few (50,000 blocks are 195 GiB).
    /// </summary>
    public const int BlockSize = 4 * 1024 * 1024;

    /// <summary>Most bytes of a file, whatever the plan allows: what stores can put together of blocks.</summary>
    public const long FileSize = 50_000L * BlockSize;

    /// <summary>Most files of one message.</summary>
    public const int AttachmentsPerMessage = 20;

    /// <summary>Uploads of one participant at once, those waiting for their message included.</summary>
    public const int UploadsPerParticipant = 50;

    /// <summary>Longest name of a file, in UTF-16 code units.</summary>
    public const int NameLength = 200;

    /// <summary>Most values of a waveform.</summary>
    public const int WaveformLength = 96;

    /// <summary>
    /// How long a block may take to arrive: the receiver ends it then, so that none arrives for an upload that ended long ago.
    /// </summary>
    public static readonly TimeSpan BlockTime = TimeSpan.FromMinutes(10);

    /// <summary>How long an upload may stay without its message: then it is removed.</summary>
    public static readonly TimeSpan UploadLifetime = TimeSpan.FromDays(1);
}
