using ConnectNow.Configuration;
using ConnectNow.Grains;
using ConnectNow.Providers.AzureTables.Backups;
using Microsoft.Extensions.Options;

namespace ConnectNow.Silo;

/// <summary>Why a silo, or a client of the cluster, can't start, where only the operator can change it.</summary>
public static class StartupError
{
    /// <summary>
    /// What to say to the operator when a host could not start because of what only the operator can change; null for other faults.
    /// </summary>
    public static string? Explain(Exception fault) => fault switch
    {
        SettingsException or StorageUnavailableException or BackupException => fault.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => null,
    };
}
