namespace ConnectNow.Joining;

/// <summary>
/// How many people who were never in a chat before come into it from one network. In memory only: a restart forgets.
/// </summary>
[Alias("connectnow.arrivals")]
public interface IArrivalsGrain : IGrainWithStringKey
{
    /// <summary>Counts one more: null when they may come, else how long to wait.</summary>
    [Alias("take")] Task<TimeSpan?> Take();

    /// <summary>The one just counted did not come after all.</summary>
    [Alias("give-back")] Task GiveBack();
}
