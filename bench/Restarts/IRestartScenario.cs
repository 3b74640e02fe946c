using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Restarts;

/// <summary>Something that is measured when a server has come back on what it had kept: nothing in memory, no chat active.</summary>
internal interface IRestartScenario : IAsyncDisposable
{
    /// <summary>Once: makes chats and lets people in.</summary>
    Task PrepareAsync(RunningServer server);

    /// <summary>Each time, before the server is killed.</summary>
    Task BeforeAsync();

    /// <summary>Each time, while it is gone.</summary>
    Task WhileDownAsync(string dataDirectory);

    /// <summary>Each time, as soon as it is ready again.</summary>
    Task<Figures> MeasureAsync(RunningServer server, Restart restart);
}

/// <summary>When it was killed, started again, and ready: readings of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal sealed record Restart(long KilledAt, long StartedAt, long ReadyAt);
