namespace ConnectNow.Grains;

/// <summary>
/// Storage cannot be opened, and only the operator can change that. The message is one sentence for the operator: a program prints it
/// and exits with a code other than zero.
/// </summary>
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException()
    {
    }

    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
