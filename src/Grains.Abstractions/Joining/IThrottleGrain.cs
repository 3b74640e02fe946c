namespace ConnectNow.Joining;

/// <summary>
/// Slows guessing for one key (a chat, a client address, a pair of both, an email address). After a number of free failures each
/// further one makes everybody with this key wait, doubling up to 15 minutes; 15 quiet minutes forget. In memory only: a restart forgets too.
/// </summary>
[Alias("connectnow.throttle")]
public interface IThrottleGrain : IGrainWithStringKey
{
    /// <summary>Takes a try: null when it may be made now, otherwise how long to wait. A try taken counts as failed until <see cref="Succeed"/>.</summary>
    [Alias("take")] Task<ThrottleAnswer> Take(int freeTries);

    /// <summary>The try was right: forget the failures.</summary>
    [Alias("succeed")] Task Succeed();
}

/// <summary>Whether a try may be made, and how many free ones are left after it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.throttle-answer")]
public readonly record struct ThrottleAnswer([property: Id(0)] TimeSpan? Wait, [property: Id(1)] int TriesLeft);
