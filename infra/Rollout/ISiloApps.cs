namespace ConnectNow.Rollout;

/// <summary>The silos that there are, as the platform knows them.</summary>
public interface ISiloApps
{
    /// <summary>All of them, of either colour.</summary>
    Task<IReadOnlyList<SiloApp>> ListAsync(CancellationToken cancellationToken);

    /// <summary>How one is now.</summary>
    Task<SiloState> StateOfAsync(SiloApp app, CancellationToken cancellationToken);

    /// <summary>Asks for its end: it gets SIGTERM and the time that its app names. Succeeds also when it is gone already.</summary>
    Task DeleteAsync(SiloApp app, CancellationToken cancellationToken);
}
