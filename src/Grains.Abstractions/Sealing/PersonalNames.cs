namespace ConnectNow.Sealing;

/// <summary>The kinds of grains that are named for something personal: see <see cref="Seal.NameOf"/>.</summary>
public static class PersonalNames
{
    /// <summary>An account, by the address.</summary>
    public const string Account = "account";

    /// <summary>A rate limit, by the network of the caller.</summary>
    public const string Network = "network";

    /// <summary>A throttle, by who asks for a token of whom.</summary>
    public const string Asking = "asking";
}
