namespace ConnectNow.Providers.Mail;

/// <summary>Where mails go and who they are from.</summary>
public sealed record MailFolderOptions
{
    /// <summary>The folder for mails inside <see cref="DataDirectory"/>.</summary>
    public const string FolderName = "outbox";

    /// <summary>The folder of everything that is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The sender's name. Default "ConnectNow Chat".</summary>
    public string FromName { get; init; } = "ConnectNow Chat";

    /// <summary>The sender's address. Default <c>no-reply@connectnow.invalid</c>, which can receive nothing.</summary>
    public string FromAddress { get; init; } = "no-reply@connectnow.invalid";

    /// <summary>The folder that the mails are in.</summary>
    public string Folder => Path.Combine(Path.GetFullPath(DataDirectory), FolderName);
}
