using ConnectNow.Grains.Joining;

namespace ConnectNow.Grains;

/// <summary>Names of the storage providers that grains ask for, and what providers need to know of the states.</summary>
public static class GrainStorage
{
    /// <summary>Durable state of all grains but the chats, which keep theirs in the timeline store.</summary>
    public const string Durable = "durable";

    /// <summary>
    /// State that <see cref="IExpires"/>, by the name it is kept under: not written for so long, it has expired. For providers that know
    /// when a state was written, and not what is in it.
    /// </summary>
    public static IReadOnlyDictionary<string, TimeSpan> LongestLives { get; } = new Dictionary<string, TimeSpan>
    {
        [JoinSessionState.Name] = JoinSessionState.Lifetime,
    };
}
