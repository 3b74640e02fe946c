namespace ConnectNow.Joining;

/// <summary>
/// Bounds how much may be guessed from one place (a network, a network at a chat): only what turned out wrong counts, and only so much is
/// tried at the same time as may still turn out wrong. Later callers wait for those before them, so people who all know the password all
/// get in. In memory only: a restart forgets.
/// </summary>
[Alias("connectnow.guesses")]
public interface IGuessesGrain : IGrainWithStringKey
{
    /// <summary>Begins a try, after those that are under way where need be; or says how long to wait for the next one.</summary>
    [Alias("begin")] Task<GuessTurn> Begin(GuessLimits limits);

    /// <summary>The try was right or wrong. Answers how many free ones are left.</summary>
    [Alias("end")] Task<int> End(long turn, bool right, GuessLimits limits);
}

/// <summary>How much may be guessed.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.guess-limits")]
public sealed record GuessLimits
{
    /// <summary>Wrong tries before each further one has to wait.</summary>
    [Id(0)] public required int Free { get; init; }

    /// <summary>
    /// Tries that are made anyway while others have to wait, and come back one in five minutes: a neighbour's wrong ones do not keep out
    /// who knows it.
    /// </summary>
    [Id(1)] public int Spare { get; init; }
}

/// <summary>A try that may be made now, or how long to wait for one.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.guess-turn")]
public sealed record GuessTurn
{
    [Id(0)] public long Number { get; init; }

    [Id(1)] public TimeSpan? Wait { get; init; }
}
