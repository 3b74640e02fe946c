using Azure;
using Azure.Identity;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Faults of the SDK as those of a file.</summary>
internal static class StorageFault
{
    /// <summary>Does it; what the SDK throws becomes an <see cref="IOException"/>, the caller's own cancellation stays one.</summary>
    public static async Task<T> AsIoAsync<T>(Uri storage, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception fault) when (IsOfStorage(fault) && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Storage at {storage.Authority} has not done it: {ReasonOf(fault)}.", fault);
        }
    }

    private static bool IsOfStorage(Exception fault) =>
        fault is RequestFailedException or AuthenticationFailedException or OperationCanceledException or TimeoutException or HttpRequestException or AggregateException;

    private static string ReasonOf(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions: [.., var last] } => ReasonOf(last),
        RequestFailedException { Status: > 0 } answered => $"{answered.Status} {answered.ErrorCode}".TrimEnd(),
        AuthenticationFailedException => "this process can't prove who it is",
        _ => "no answer",
    };
}
