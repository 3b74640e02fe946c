using System.Text.Json;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>What a finished backup consists of. It is written last: without it there is no backup.</summary>
/// <param name="Format">How to read the files.</param>
/// <param name="Table">The table that was saved.</param>
/// <param name="Begun">When the first chat was read. A chat is as it was at some moment between the two times.</param>
/// <param name="Finished">When the last chat had been read.</param>
/// <param name="Chats">Chats in it, without those that were erased.</param>
/// <param name="Rows">Rows in it, of any kind.</param>
/// <param name="Unsettled">Chats among them that were changed all the while they were read.</param>
/// <param name="Files">Its files, in reading order.</param>
internal sealed record BackupManifest(
    int Format, string Table, DateTimeOffset Begun, DateTimeOffset Finished, long Chats, long Rows, long Unsettled, IReadOnlyList<BackupFile> Files)
{
    public const string Name = "manifest.json";

    public const int KnownFormat = 1;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public BinaryData ToJson() => BinaryData.FromObjectAsJson(this, Readable);

    /// <exception cref="JsonException">It is none.</exception>
    public static BackupManifest Of(BinaryData json) =>
        json.ToObjectFromJson<BackupManifest>(Readable) ?? throw new JsonException("No manifest.");
}

/// <summary>One file of a backup: lines of JSON, packed by gzip.</summary>
/// <param name="Name">Its name within the backup.</param>
/// <param name="First">The first partition in it.</param>
/// <param name="Last">The last partition in it.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Bytes">How long it is, packed.</param>
/// <param name="Sha256">Of what it is, packed.</param>
internal sealed record BackupFile(string Name, string First, string Last, long Lines, long Bytes, string Sha256);
