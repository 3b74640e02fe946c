namespace ConnectNow.Storage.AzureClustering;

/// <summary>Where a client of the cluster finds the silos that let it in. It only reads: its client may try again by itself.</summary>
public sealed class AzureStorageGatewayOptions : AzureStorageOperationOptions
{
    /// <inheritdoc/>
    public override string TableName { get; set; } = AzureStorageClusteringOptions.DefaultTableName;
}
