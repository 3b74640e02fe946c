namespace ConnectNow.Storage.AzureClustering;

/// <summary>
/// Where a silo finds the membership table. Give it a client that never tries again by itself: only then does the provider know that an
/// answer was lost, and find out what became of the write.
/// </summary>
public sealed class AzureStorageClusteringOptions : AzureStorageOperationOptions
{
    public const string DefaultTableName = "OrleansSiloInstances";

    /// <inheritdoc/>
    public override string TableName { get; set; } = DefaultTableName;
}
