using System.Collections.Immutable;

namespace ConnectNow.Grains.Companies;

/// <summary>What is stored of a company's storage.</summary>
[GenerateSerializer, Alias("connectnow.company-storage-state")]
public sealed class CompanyStorageState
{
    [Id(0)] public int Version { get; set; } = 1;

    /// <summary>Bytes by chat; chats without files are not in it.</summary>
    [Id(1)] public ImmutableDictionary<string, long> Chats { get; set; } = ImmutableDictionary<string, long>.Empty;
}
