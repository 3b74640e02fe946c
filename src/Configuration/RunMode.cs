namespace ConnectNow.Configuration;

/// <summary>The two ways to run: <c>ConnectNow:Cluster</c>.</summary>
public enum RunMode
{
    /// <summary>Everything in one process, in one directory.</summary>
    Embedded,

    /// <summary>Silos and frontends, on a storage account.</summary>
    Azure,
}

/// <summary>Reads it.</summary>
public static class RunModeSetting
{
    /// <summary>How this process is to run; embedded unless something else is set.</summary>
    public static RunMode RunMode(this SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Choice("Cluster", Configuration.RunMode.Embedded);
    }
}
