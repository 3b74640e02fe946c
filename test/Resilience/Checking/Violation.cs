namespace ConnectNow.Resilience.Checking;

/// <summary>What must never happen.</summary>
public enum ViolationKind
{
    /// <summary>Something acknowledged is not kept, or somebody never saw what is kept.</summary>
    Lost,

    /// <summary>One message under two numbers, or the same event twice before somebody's eyes.</summary>
    Duplicated,

    /// <summary>Somebody saw another order; or a message stands before one that was acknowledged before it was sent.</summary>
    Reordered,

    /// <summary>Two saw different things under the same number; or a text that nobody sent.</summary>
    Altered,

    /// <summary>A message was never acknowledged although everything was whole again, or was refused for no reason of its own.</summary>
    Unanswered,

    /// <summary>A fault had passed, and not everybody could talk to everybody in time.</summary>
    NotHealed,

    /// <summary>A process that was asked to stop did not do so in time, or not in order.</summary>
    NotStopped,

    /// <summary>Somebody was signed out who had not left.</summary>
    SignedOut,
}

/// <summary>What has happened although it must not: where, and in one sentence what.</summary>
public sealed record Violation(ViolationKind Kind, string Where, string What)
{
    public override string ToString() => $"{Kind} in {Where}: {What}";
}
