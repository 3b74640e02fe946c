using Azure;
using ConnectNow.Grains;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>Starting before storage answers: machines come up in any order.</summary>
public static partial class StorageWait
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Within so long a role is known everywhere in Azure. https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    /// </summary>
    public static readonly TimeSpan RolesKnown = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Makes the attempt until storage has answered it, and says once for each wait what it waits for. An attempt may be made again after
    /// it was done: it creates what is not there yet.
    /// </summary>
    /// <param name="attempt">Throws what the SDK throws.</param>
    /// <param name="host">Who is asked; its host is logged, nothing else of it.</param>
    /// <param name="time">Paces the attempts: from 250 ms to 5 s apart.</param>
    /// <param name="logger">Gets the line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageUnavailableException">
    /// Storage has answered, and refuses for good: one sentence for the operator. A role that is missing is missing for good only when the
    /// process has run for <see cref="RolesKnown"/>: it may have been given a moment ago.
    /// </exception>
    public static async Task UntilAnsweredAsync(
        Func<CancellationToken, Task> attempt, Uri host, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(host);
        var pause = FirstPause;
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await attempt(cancellationToken);
                if (pause > FirstPause) LogAnswered(logger, host.Authority);
                return;
            }
            catch (Exception fault) when (AzureFault.IsUnanswered(fault, cancellationToken) || IsPassing(fault, time.GetElapsedTime(began)))
            {
                if (pause == FirstPause) LogWaiting(logger, host.Authority, ReasonOf(fault));
                await Task.Delay(pause, time, cancellationToken);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LastPause.Ticks));
            }
            catch (RequestFailedException fault)
            {
                throw new StorageUnavailableException($"Storage at {host.Authority} refuses this process ({fault.Status} {fault.ErrorCode}). Check ConnectNow:Storage and the roles of its identity.", fault);
            }
        }
    }

    /// <summary>What was deleted a moment ago can't be created yet; what was allowed a moment ago may not be known yet.</summary>
    private static bool IsPassing(Exception fault, TimeSpan waited) => fault switch
    {
        RequestFailedException { ErrorCode: "TableBeingDeleted" or "ContainerBeingDeleted" } => true,
        RequestFailedException { Status: 403, ErrorCode: "AuthorizationPermissionMismatch" or "AuthorizationFailure" } => waited < RolesKnown,
        _ => false,
    };

    private static string ReasonOf(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions: [.., var last] } => ReasonOf(last),
        RequestFailedException { Status: > 0 } answered => $"{answered.Status} {answered.ErrorCode}".TrimEnd(),
        OperationCanceledException or TimeoutException => "no answer in time",
        _ => fault.GetBaseException().Message,
    };

    [LoggerMessage(LogLevel.Warning, "Waiting for storage at {Host}: {Reason}.")]
    private static partial void LogWaiting(ILogger logger, string host, string reason);

    [LoggerMessage(LogLevel.Information, "Storage at {Host} answers.")]
    private static partial void LogAnswered(ILogger logger, string host);
}
