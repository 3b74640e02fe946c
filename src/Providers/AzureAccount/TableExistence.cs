using Azure;
using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>Tables that exist.</summary>
public static class TableExistence
{
    /// <summary>
    /// Makes the table if it is not there. An identity that may use this table alone may not make any: then it is enough that the table is
    /// there and can be read.
    /// </summary>
    /// <exception cref="RequestFailedException">It is not there and can't be made, or can't be read.</exception>
    public static async Task EnsureAsync(this TableClient table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        try
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            await table.FirstPageAsync(cancellationToken);
        }
    }

    /// <summary>The answer to a request for one row: the table is there and can be read.</summary>
    internal static async Task<Response> FirstPageAsync(this TableClient table, CancellationToken cancellationToken)
    {
        await using var pages = table.QueryAsync<TableEntity>(maxPerPage: 1, select: ["PartitionKey"], cancellationToken: cancellationToken)
            .AsPages().GetAsyncEnumerator(cancellationToken);
        await pages.MoveNextAsync();
        return pages.Current.GetRawResponse();
    }
}
