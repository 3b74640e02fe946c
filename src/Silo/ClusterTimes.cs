namespace ConnectNow.Silo;

/// <summary>How long the parts of a cluster wait for one another.</summary>
internal static class ClusterTimes
{
    /// <summary>
    /// For the answer to a frontend. A call to a silo that has just died or hangs is never answered: its caller tries again after this,
    /// which is safe for every call of ours. Three of them in a row fit into the ten seconds in which all must be whole again.
    /// </summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);

    /// <summary>For the answer of one silo to another: less than storage's timeout, more than a frontend's.</summary>
    public static readonly TimeSpan AnswerBetweenSilos = TimeSpan.FromSeconds(5);

    /// <summary>For a frontend whose connection is lost to come back to its gateway.</summary>
    public static readonly TimeSpan LostClient = TimeSpan.FromSeconds(15);

    /// <summary>For frontends to look for new gateways, and to leave one that was voted out though its connection is still open.</summary>
    public static readonly TimeSpan NewGateways = TimeSpan.FromSeconds(1);

    /// <summary>How often a silo writes into the table of silos that it lives. What is three times as old is not believed.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>For a silo to hand over its grains when it is stopped.</summary>
    public static readonly TimeSpan Stopping = TimeSpan.FromSeconds(30);
}
