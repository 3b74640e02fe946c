using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Silo;

/// <summary>
/// What the first frontend of a cluster writes down for the operator, in the blob <c>operator/first-run.json</c>: for those who may read
/// that container, and nowhere else, since it holds secrets.
/// </summary>
public sealed partial class OperatorRecord(AzureStorageAccount account, TimeProvider time, ILogger<OperatorRecord> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What is written there; made first when nobody has yet. A cluster that is just coming up is asked until it answers.
    /// </summary>
    public async Task<BinaryData> GetOrMakeAsync(Func<Task<BinaryData>> make, CancellationToken cancellationToken)
    {
        var blob = new WriteOnceBlob(account.Blobs.GetBlobContainerClient("operator").GetBlobClient("first-run.json"), time);
        while (true)
        {
            try
            {
                return await blob.GetOrMakeAsync(make, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && (fault is OrleansException or TimeoutException || AzureFault.IsUnanswered(fault, cancellationToken)))
            {
                LogNotYet(logger, fault);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The first company and chat could not be made yet; trying again.")]
    private static partial void LogNotYet(ILogger logger, Exception fault);
}
