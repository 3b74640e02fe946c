namespace ConnectNow.Providers.AzureAccount;

/// <summary>
/// Asks again what was not answered, a bounded number of times. For requests through the clients that ask once, so that a caller who makes
/// a conditional request sees every answer to it; it must be one that may be done twice, or that its maker recognises when it was done.
/// </summary>
public sealed class BoundedAttempts(TimeProvider time)
{
    private const int Most = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A caller of a grain gives up before long: after this no new attempt is begun.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The answer, or the fault that is one; when none came, the last fault: it is then unknown whether the request was done.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var (attempt, pause) = (1, FirstPause); ; attempt++, pause *= 2)
        {
            try
            {
                return await request(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (attempt < Most && AzureFault.IsUnanswered(fault, cancellationToken) && time.GetElapsedTime(begun) < Timeout)
            {
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
