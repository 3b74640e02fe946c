using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.Grains.Telemetry;

/// <summary>
/// Counts what storage of chats and files did not do. Orleans counts what storage of grains did not, as <c>orleans-storage-…-errors</c>.
/// </summary>
public sealed class StorageMeter
{
    private readonly Counter<long> _errors;

    public StorageMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _errors = meters.Create(TelemetryNames.Meter)
            .CreateCounter<long>("connectnow.storage.errors", "{error}", "Calls to storage that failed, by operation and by the type of the fault.");
    }

    /// <summary>Passes on what storage answers, and counts when it does not.</summary>
    public async Task<T> Watch<T>(string operation, Task<T> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Failed(operation, fault);
            throw;
        }
    }

    /// <inheritdoc cref="Watch{T}"/>
    public async Task Watch(string operation, Task answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            await answer.ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Failed(operation, fault);
            throw;
        }
    }

    /// <summary>A call has failed; one that was called off has not.</summary>
    public void Failed(string operation, Exception fault)
    {
        if (fault is not OperationCanceledException) _errors.Add(1, new KeyValuePair<string, object?>("operation", operation), ErrorTags.Of(fault));
    }
}

/// <summary>What was asked of storage.</summary>
public static class StorageOperation
{
    public const string Commit = "timeline.commit";
    public const string Load = "timeline.load";
    public const string Read = "timeline.read";
    public const string Erase = "timeline.erase";
    public const string StageBlock = "file.stage";
    public const string CompleteFile = "file.complete";
    public const string OpenFile = "file.open";
    public const string DeleteFile = "file.delete";
    public const string MarkFile = "file.mark";
}
