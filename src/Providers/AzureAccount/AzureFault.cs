using Azure;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>What a fault of the SDK says about a request.</summary>
public static class AzureFault
{
    /// <summary>
    /// Whether no answer came, or one that says nothing about the request (408, 429, 5xx): it may have been done or not, and may be made
    /// again. False for our own cancellation: <paramref name="cancellationToken"/> is the caller's.
    /// </summary>
    public static bool IsUnanswered(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        _ when cancellationToken.IsCancellationRequested => false,
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
        // The SDK gives up on a request of its own accord by cancelling it, and wraps what its retries have met.
        OperationCanceledException or TimeoutException or IOException or HttpRequestException => true,
        AggregateException { InnerExceptions: { Count: > 0 } inner } => inner.All(each => IsUnanswered(each, cancellationToken)),
        _ => false,
    };
}
