using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>Where a cluster's membership is kept.</summary>
public abstract partial class AzureStorageOperationOptions
{
    /// <summary>The table; several clusters may share it.</summary>
    public abstract string TableName { get; set; }

    /// <summary>Reaches the account. Required.</summary>
    public TableServiceClient? TableServiceClient { get; set; }

    /// <summary>The client of the table that is meant.</summary>
    /// <exception cref="OrleansConfigurationException">No client, or no name that a table can have.</exception>
    internal TableClient Table =>
        TableServiceClient is not { } client ? throw new OrleansConfigurationException($"{GetType().Name}.{nameof(TableServiceClient)} is not set.")
        : !PossibleName().IsMatch(TableName) ? throw new OrleansConfigurationException($"{GetType().Name}.{nameof(TableName)} is not a name that a table can have: 3 to 63 letters and digits, a letter first.")
        : client.GetTableClient(TableName);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex PossibleName();
}
