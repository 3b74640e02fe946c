using ConnectNow.Storage;
using Microsoft.Extensions.Options;

namespace ConnectNow.Silo;

/// <summary>Why a silo, or a client of the cluster, can't start, where only the operator can change it. The message is one sentence.</summary>
public sealed class StartException(string sentence) : Exception(sentence)
{
    /// <summary>The sentence for the operator when a host could not start because of what only the operator can change; null for other faults.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        StartException or StorageUnavailableException => fault.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        // How configuration says that a value is no number.
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } value => value.Message,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => null,
    };
}
