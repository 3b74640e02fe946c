namespace ConnectNow.Cluster;

/// <summary>What a cluster is made of.</summary>
public sealed record ClusterOptions
{
    /// <summary>Default: 2.</summary>
    public int Silos { get; init; } = 2;

    /// <summary>Default: 2.</summary>
    public int Frontends { get; init; } = 2;

    /// <summary>The assembly that silos run. Default: the one built with this.</summary>
    public string SiloProgram { get; init; } = Programs.Silo;

    /// <summary>The assembly that frontends run. Default: the one built with this.</summary>
    public string FrontendProgram { get; init; } = Programs.WebFrontend;

    /// <summary>Further configuration of every process, <c>Key=value</c>. Default: none.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Where frontends listen, in turn. Default: on free ports.</summary>
    public IReadOnlyList<int> FrontendPorts { get; init; } = [];

    /// <summary>Where the silo of a number (from 1) is found. Default: on free ports of the loopback address.</summary>
    public Func<int, SiloAddress> AddressOfSilo { get; init; } = _ => SiloAddress.OnLoopback();

    /// <summary>
    /// The connection string for a storage account that listens on these ports. Default: the account itself; otherwise: a proxy before it.
    /// </summary>
    public Func<Azurite.AzuriteProcess, string> ConnectionString { get; init; } = storage => storage.ConnectionString;

    /// <summary>Hears every line that a process says, after its name. Default: nobody.</summary>
    public Action<string, string>? Said { get; init; }
}
