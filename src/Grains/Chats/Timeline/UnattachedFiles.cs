using System.Collections.Immutable;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>
/// The files of a chat that are in no message: uploads, and what is on its way out of storage. Immutable, as the state it is part of.
/// </summary>
internal sealed record UnattachedFiles
{
    public static readonly UnattachedFiles None = new();

    public ImmutableDictionary<string, Upload> Uploads { get; private init; } = ImmutableDictionary<string, Upload>.Empty;

    public ImmutableDictionary<string, PendingDeletion> PendingDeletions { get; private init; } = ImmutableDictionary<string, PendingDeletion>.Empty;

    public bool IsEmpty => Uploads.IsEmpty && PendingDeletions.IsEmpty;

    public bool Holds(string fileId) => Uploads.ContainsKey(fileId) || PendingDeletions.ContainsKey(fileId);

    public UnattachedFiles With(Upload upload) => this with { Uploads = Uploads.SetItem(upload.Id, upload) };

    /// <summary>An upload whose deletion is pending is no longer an upload.</summary>
    public UnattachedFiles With(PendingDeletion pending) =>
        new() { Uploads = Uploads.Remove(pending.Id), PendingDeletions = PendingDeletions.SetItem(pending.Id, pending) };

    public UnattachedFiles Without(string fileId) =>
        new() { Uploads = Uploads.Remove(fileId), PendingDeletions = PendingDeletions.Remove(fileId) };
}

/// <summary>A file nobody can see any more, whose bytes must go.</summary>
/// <param name="Id">The file.</param>
/// <param name="By">Whose upload it was.</param>
/// <param name="Until">
/// When its row may go. A block that was on its way when the upload ended can still arrive a while after: until then the bytes are
/// not only deleted but watched.
/// </param>
internal sealed record PendingDeletion(string Id, string By, DateTimeOffset Until);
