namespace ConnectNow.Resilience;

/// <summary>How much is put to the test.</summary>
public sealed record RunOptions
{
    /// <summary>Default: 20.</summary>
    public int Faults { get; init; } = 20;

    /// <summary>Decides which faults come, to whom, and for how long. Default: by chance.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>The product in one process instead of a cluster. Default: a cluster.</summary>
    public bool Embedded { get; init; }

    /// <summary>Default: 3.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Default: 2.</summary>
    public int Frontends { get; init; } = 2;

    /// <summary>Default: 4.</summary>
    public int Chats { get; init; } = 4;

    /// <summary>In each chat. Default: 4.</summary>
    public int People { get; init; } = 4;

    /// <summary>The mean pause of a person after each acknowledged message. Default: 400 ms.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long it may take after a fault until all is whole again. Default: 10 s.</summary>
    public TimeSpan Bound { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Only these kinds. Default: all that can happen here.</summary>
    public IReadOnlyList<Faults.FaultKind>? Kinds { get; init; }

    /// <summary>Further configuration of every process, <c>Key=value</c>. Default: none.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What the processes said is part of the outcome even when nothing was violated. Default: no.</summary>
    public bool Reports { get; init; }

    /// <summary>Hears how it goes. Default: nobody.</summary>
    public Action<string> Log { get; init; } = _ => { };
}
