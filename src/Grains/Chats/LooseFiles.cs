using System.Collections.Immutable;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats;

/// <summary>The files of a chat that are in no message: uploads, and what is on its way out of storage. Immutable, as the state it is part of.</summary>
internal sealed record LooseFiles
{
    public static readonly LooseFiles None = new();

    public ImmutableDictionary<string, Upload> Uploads { get; private init; } = ImmutableDictionary<string, Upload>.Empty;

    public ImmutableDictionary<string, DoomedFile> Doomed { get; private init; } = ImmutableDictionary<string, DoomedFile>.Empty;

    public bool IsEmpty => Uploads.IsEmpty && Doomed.IsEmpty;

    public bool Holds(string fileId) => Uploads.ContainsKey(fileId) || Doomed.ContainsKey(fileId);

    public LooseFiles With(Upload upload) => this with { Uploads = Uploads.SetItem(upload.Id, upload) };

    /// <summary>An upload that is doomed is one no more.</summary>
    public LooseFiles With(DoomedFile doomed) => new() { Uploads = Uploads.Remove(doomed.Id), Doomed = Doomed.SetItem(doomed.Id, doomed) };

    public LooseFiles Without(string fileId) => new() { Uploads = Uploads.Remove(fileId), Doomed = Doomed.Remove(fileId) };
}

/// <summary>A file nobody can see any more, whose bytes must go.</summary>
/// <param name="Id">The file.</param>
/// <param name="By">Whose upload it was.</param>
/// <param name="Until">
/// When its row may go. A block that was on its way when the upload ended can still arrive a while after: until then the bytes are
/// not only deleted but watched.
/// </param>
internal sealed record DoomedFile(string Id, string By, DateTimeOffset Until);
