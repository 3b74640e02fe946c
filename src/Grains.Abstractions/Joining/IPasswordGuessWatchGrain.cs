namespace ConnectNow.Joining;

/// <summary>
/// Whether a chat's password is being guessed from everywhere. Then a network from where nobody has ever come in has one try instead of
/// five; nobody is ever refused because of what others do. Key: the chat's id. In memory only.
/// </summary>
[Alias("connectnow.door-watch")]
public interface IPasswordGuessWatchGrain : IGrainWithStringKey
{
    /// <summary>Whether to ask more of this network.</summary>
    [Alias("is-strange")] Task<bool> IsStrange(string network);

    /// <summary>A person from this network typed the password, right or wrong.</summary>
    [Alias("note")] Task Note(string network, bool right);
}
