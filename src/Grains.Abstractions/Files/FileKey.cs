namespace ConnectNow.Files;

/// <summary>Names a file: the chat it belongs to, and its id. Both are made by the service, so a key is safe as a path.</summary>
public readonly record struct FileKey
{
    /// <exception cref="ArgumentException">One of the two does not have the form of an id.</exception>
    public FileKey(string chatId, string fileId)
    {
        if (!Secrets.IsId(chatId)) throw new ArgumentException("Not an id of a chat.", nameof(chatId));
        if (!Secrets.IsId(fileId)) throw new ArgumentException("Not an id of a file.", nameof(fileId));
        ChatId = chatId;
        FileId = fileId;
    }

    public string ChatId { get; }

    public string FileId { get; }
}
