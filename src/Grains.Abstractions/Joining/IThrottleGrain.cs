namespace ConnectNow.Joining;

/// <summary>
/// Slows guessing for one key (a chat, a client address, a pair of both, an email address). After a number of free failures each
/// further one makes everybody with this key wait, doubling up to 15 minutes; 15 quiet minutes forget. In memory only: a restart forgets
/// too.
/// </summary>
[Alias("connectnow.throttle")]
public interface IThrottleGrain : IGrainWithStringKey
{
    /// <summary>Takes a try. It counts as failed until <see cref="GiveBack"/> or <see cref="Forget"/>.</summary>
    [Alias("take")] Task<ThrottleAnswer> Take(int freeTries);

    /// <summary>The try was right: it does not count. The failures before it still do.</summary>
    [Alias("give-back")] Task GiveBack();

    /// <summary>Forgets every failure.</summary>
    [Alias("forget")] Task Forget();
}

/// <summary>
/// Whether a try may be made now (<paramref name="Wait"/> is null) or only after a wait, and how many free ones are left after it.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.throttle-answer")]
public readonly record struct ThrottleAnswer([property: Id(0)] TimeSpan? Wait, [property: Id(1)] int TriesLeft);
