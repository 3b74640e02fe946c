namespace ConnectNow.Grains;

/// <summary>Grain state that is worth nothing after a time. Providers may remove it any time later.</summary>
public interface IExpires
{
    /// <summary>UTC; null: never.</summary>
    DateTimeOffset? ExpiresAt { get; }
}
