using Azure;

namespace ConnectNow.Providers.AzureTables;

/// <summary>What became of a request that failed.</summary>
internal static class StorageAnswer
{
    /// <summary>
    /// Storage has judged a condition of the request, and done nothing: another process has written, or a row exists or does not.
    /// </summary>
    public static bool IsConflict(Exception fault) =>
        fault is RequestFailedException { Status: 404 or 409 or 412, ErrorCode: not "TableNotFound" };

    /// <summary>
    /// The request may have been done or not, and may be made again: whatever is neither a refusal nor the caller's own cancellation. An
    /// answer cut short comes as many things.
    /// </summary>
    public static bool IsMissing(Exception fault, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && fault is not (RequestFailedException { Status: >= 400 and < 500 and not 408 and not 429 } or ArgumentException or NotSupportedException);
}
