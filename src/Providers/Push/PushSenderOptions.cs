namespace ConnectNow.Providers.Push;

/// <summary>Timeouts and limits of the sender.</summary>
public sealed record PushSenderOptions
{
    /// <summary>The longest one attempt may take. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts at one time, over all push services. Default 64; more wait.</summary>
    public int Concurrency { get; init; } = 64;
}
