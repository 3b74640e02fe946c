using System.Diagnostics.CodeAnalysis;

namespace ConnectNow.Storage.Tests.AzurePersistence;

/// <summary>What an activation holds of its state.</summary>
internal sealed class Held<T> : IGrainState<T>
    where T : new()
{
    [AllowNull]
    public T State { get => field ?? throw new InvalidOperationException("Not read yet."); set; } = new();

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
