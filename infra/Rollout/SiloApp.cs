namespace ConnectNow.Rollout;

/// <summary>One silo: a container app with one replica.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Colour">The half of the silos that it belongs to: <c>blue</c> or <c>green</c>.</param>
/// <param name="CreatedAt">When it was made; silos of one colour are made together.</param>
/// <param name="Revision">What runs in it.</param>
/// <param name="Meant">How many silos of its colour there are to be. Null: it was made by a build that did not say so.</param>
public sealed record SiloApp(string Name, string Colour, DateTimeOffset CreatedAt, string? Revision, int? Meant = null);

/// <summary>How the process in a container app is.</summary>
/// <param name="Replica">Which process: another name means that it is another one.</param>
/// <param name="IsReady">Whether it takes connections.</param>
/// <param name="Restarts">How often it has ended and was started again.</param>
public sealed record SiloState(string? Replica, bool IsReady, int Restarts);
