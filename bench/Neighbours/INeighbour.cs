namespace ConnectNow.Bench.Neighbours;

/// <summary>A participant who makes it hard for the others in the chat.</summary>
internal interface INeighbour : IAsyncDisposable
{
    /// <summary>What it does, as the figures name it.</summary>
    string Name { get; }

    /// <summary>Begins, and goes on until <see cref="EndAsync"/>.</summary>
    Task BeginAsync();

    /// <summary>Ends: how often it has done what it does.</summary>
    Task<long> EndAsync();
}
