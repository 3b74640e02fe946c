namespace ConnectNow.Rollout;

/// <summary>One silo: a container app with one replica.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Colour">The half of the silos that it belongs to: <c>blue</c> or <c>green</c>.</param>
/// <param name="CreatedAt">When it was made; silos of one colour are made together.</param>
/// <param name="Revision">What runs in it.</param>
public sealed record SiloApp(string Name, string Colour, DateTimeOffset CreatedAt, string? Revision);

/// <summary>How the process in a container app is.</summary>
/// <param name="Replica">Which process: another name means that it is another one.</param>
/// <param name="IsReady">Whether it takes connections.</param>
/// <param name="Restarts">How often it has ended and was started again.</param>
public sealed record SiloState(string? Replica, bool IsReady, int Restarts);
