using Azure;
using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// The head of a chat as its row says. The head of an erased chat stays, without content: a commit of the chat's first days that reaches
/// storage only now must not bring it back.
/// </summary>
internal sealed record TimelineHead(TimelineVersion Version, string CommitId, ReadOnlyMemory<byte> Body, bool Erased, bool Cleared)
{
    /// <summary>How rows are laid out, for programs to come. One that finds a number it does not know leaves the chat alone.</summary>
    public const int Format = 1;

    /// <summary>There is a chat.</summary>
    public bool IsLive => !Erased;

    public static TableEntity Row(string partition, TimelineVersion version, string commitId, ReadOnlyMemory<byte> body) =>
        TimelineRows.WithBody(
            new(partition, RowKeys.Head) { ["Format"] = Format, ["Born"] = version.Born, ["Commit"] = version.Number, ["CommitId"] = commitId },
            body);

    /// <summary>The row that takes the place of an erased chat's head.</summary>
    /// <param name="partition">The chat's.</param>
    /// <param name="version">The version to be written.</param>
    /// <param name="commitId">Names this write.</param>
    /// <param name="cleared">Whether its other rows are gone.</param>
    public static TableEntity Tombstone(string partition, TimelineVersion version, string commitId, bool cleared) => new(partition, RowKeys.Head)
    {
        ["Format"] = Format,
        ["Born"] = version.Born,
        ["Commit"] = version.Number,
        ["CommitId"] = commitId,
        ["Erased"] = true,
        ["Cleared"] = cleared,
    };

    /// <exception cref="NotSupportedException">A newer program has written it.</exception>
    public static TimelineHead Of(TableEntity row) => row.GetInt32("Format") is > Format and var format
        ? throw new NotSupportedException($"This chat is stored in format {format}; this program reads formats up to {Format}. Update it.")
        : new(new(row.GetInt64("Born")!.Value, row.GetInt64("Commit")!.Value, row.ETag),
            row.GetString("CommitId"),
            row.ContainsKey("Body") ? TimelineRows.Body(row) : default,
            row.GetBoolean("Erased") ?? false,
            row.GetBoolean("Cleared") ?? false);

    /// <summary>The head; null when there never was such a chat.</summary>
    public static async Task<TimelineHead?> ReadAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        var row = await FindAsync(table, partition, RowKeys.Head, cancellationToken);
        return row is null ? null : Of(row);
    }

    /// <summary>A row, or null when there is none; a table that is not there is a fault.</summary>
    public static async Task<TableEntity?> FindAsync(
        TableClient table, string partition, string rowKey, CancellationToken cancellationToken)
    {
        try
        {
            return await table.GetEntityAsync<TableEntity>(partition, rowKey, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException fault) when (fault is { Status: 404, ErrorCode: not "TableNotFound" })
        {
            return null;
        }
    }
}
