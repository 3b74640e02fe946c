namespace ConnectNow.Rollout;

/// <summary>The change can't go on; the message says why, and what has been left as it was.</summary>
public sealed class RolloutException(string message) : Exception(message);
