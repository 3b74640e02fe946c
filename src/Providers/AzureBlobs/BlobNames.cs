using ConnectNow.Files;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>What blobs are called. Ids have 16 letters and figures: no two names meet, and a mark is no file.</summary>
internal static class BlobNames
{
    public const string Marks = "marks/";

    public static string Chat(string chatId) => $"{chatId}/";

    public static string File(FileKey key) => $"{key.ChatId}/{key.FileId}/";

    /// <summary>First of a file's blobs in every list: deleting them in order deletes the file before its bytes.</summary>
    public static string Manifest(FileKey key) => $"{File(key)}manifest";

    public static string Part(FileKey key, string name) => $"{File(key)}part-{name}";

    public static string Mark(FileMark mark) => $"{Marks}{mark.ChatId}{(mark.FileId is null ? "" : $".{mark.FileId}")}";

    public static FileMark? MarkOf(string name) => name[Marks.Length..].Split('.') switch
    {
        [var chat] when Secrets.IsId(chat) => new(chat, null),
        [var chat, var file] when Secrets.IsId(chat) && Secrets.IsId(file) => new(chat, file),
        _ => null,
    };
}
