namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>Where backups lie, and how many of them.</summary>
public sealed record TableBackupOptions
{
    /// <summary>The container. Default: <c>backups</c>.</summary>
    public string Container { get; init; } = "backups";

    /// <summary>How many finished backups are kept, at least 1. Default: 14.</summary>
    public int Keep { get; init; } = 14;

    /// <summary>
    /// How many bytes, before they are packed, a file has before the next one begins. A chat is always in one. Default: 256 MiB.
    /// </summary>
    public long FileBytes { get; init; } = 256L << 20;

    /// <summary>Rows asked for at a time. Default, and most that storage gives: 1,000.</summary>
    internal int Page { get; init; } = 1000;
}
