namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>A backup can't be made or restored; the message is one sentence for the operator.</summary>
public sealed class BackupException(string message, Exception? innerException = null) : Exception(message, innerException);
