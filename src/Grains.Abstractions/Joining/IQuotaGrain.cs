using System.Collections.Immutable;

namespace ConnectNow.Joining;

/// <summary>Counts what may be had so many times within so long, for one key: codes asked for. In memory only: a restart forgets.</summary>
[Alias("connectnow.quota")]
public interface IQuotaGrain : IGrainWithStringKey
{
    /// <summary>Takes one; or says how long to wait for it.</summary>
    [Alias("take")] Task<TimeSpan?> Take(ImmutableArray<QuotaLimit> limits);
}

/// <summary>So many within so long.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.quota-limit")]
public sealed record QuotaLimit
{
    [Id(0)] public required int Most { get; init; }

    [Id(1)] public required TimeSpan Within { get; init; }
}
