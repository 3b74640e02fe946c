namespace ConnectNow.Sealing;

/// <summary>
/// The deployment's own key, made once and kept for good: with it the service knows its own credentials again (<see cref="Seal"/>). Key:
/// <see cref="Key"/>.
/// </summary>
/// <remarks>
/// It is told to silos and frontends and nobody else. With another one every credential still works, and costs a look into storage to be
/// told from a made-up one.
/// </remarks>
[Alias("connectnow.seal-key")]
public interface ISealKeyGrain : IGrainWithStringKey
{
    const string Key = "service";

    /// <summary>256 random bits.</summary>
    [Alias("read")] Task<byte[]> Read();
}
