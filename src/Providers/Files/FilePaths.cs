using System.Globalization;
using ConnectNow.Files;

namespace ConnectNow.Providers.Files;

/// <summary>
/// Where everything lies: <c>{root}/{first two of the chat}/{chat}/{file}</c>, in it <c>staging</c> while blocks arrive, <c>whole-1</c>
/// when it is complete (<c>whole-2</c> when it was completed again with other blocks: the highest number counts), <c>preview</c> and
/// <c>offered</c>. Ids are made of 32 letters and figures, none of which is special to any file system.
/// </summary>
internal sealed class FilePaths(string root)
{
    private const string WholePrefix = "whole-";

    public string Root { get; } = root;

    public string Marks { get; } = Path.Combine(root, "marks");

    public string Chat(string chatId) => Path.Combine(Root, chatId[..2], chatId);

    public string File(FileKey key) => Path.Combine(Chat(key.ChatId), key.FileId);

    public string Staging(FileKey key) => Path.Combine(File(key), "staging");

    public string Mark(FileMark mark) => Path.Combine(Marks, mark.FileId is null ? mark.ChatId : $"{mark.ChatId}.{mark.FileId}");

    public static string Content(string folder) => Path.Combine(folder, "content");

    public static string Journal(string folder) => Path.Combine(folder, "blocks");

    public static string Beside(string staging, int index, long number) =>
        Path.Combine(staging, string.Create(CultureInfo.InvariantCulture, $"{index}-{number:x16}.block"));

    /// <summary>The folder of the completed file; null when there is none.</summary>
    public string? Whole(FileKey key) => Wholes(key) is [.., var last] ? Path.Combine(File(key), $"{WholePrefix}{last}") : null;

    /// <summary>The folder for the file when it is completed once more.</summary>
    public string NextWhole(FileKey key) =>
        Path.Combine(File(key), $"{WholePrefix}{(Wholes(key) is [.., var last] ? last + 1 : 1)}");

    /// <summary>Folders of content that a later completion has replaced.</summary>
    public IEnumerable<string> Superseded(FileKey key) =>
        Wholes(key).SkipLast(1).Select(number => Path.Combine(File(key), $"{WholePrefix}{number}"));

    /// <summary>Every file that the chat has a folder for.</summary>
    public IReadOnlyList<FileKey> FilesOf(string chatId) =>
        [.. Names(Chat(chatId)).Where(Secrets.IsId).Select(fileId => new FileKey(chatId, fileId))];

    public static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private List<int> Wholes(FileKey key)
    {
        var numbers = new List<int>(1);
        foreach (var name in Names(File(key)))
        {
            if (name.StartsWith(WholePrefix, StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(WholePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }
}
