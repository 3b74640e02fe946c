using System.Runtime.ExceptionServices;
using Azure;
using Azure.Data.Tables;
using ConnectNow.Storage.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>
/// Changing a member: the silo's row, the version and its fences in one transaction, conditional on what the writer has read. True means
/// done, false means not done and never to be; when neither is known it throws, and the silo reads the table before it goes on.
/// </summary>
internal sealed partial class AzureMembershipTable
{
    /// <summary>How often a write is sent whose answer does not come.</summary>
    private const int WriteAttempts = 3;

    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(200);

    private async Task<bool> WriteAsync(TableTransactionAction silo, TableVersion next)
    {
        List<TableTransactionAction> transaction =
        [
            silo,
            new(TableTransactionActionType.UpdateReplace, VersionRow.Of(next.Version, _clusterId), new ETag(next.VersionEtag)),
            .. VersionRow.Fences(next.Version, _clusterId),
        ];
        Exception? unanswered = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _table.SubmitTransactionAsync(transaction);
                return true;
            }
            catch (RequestFailedException conflict) when (IsConflict(conflict))
            {
                // After a lost answer this may be a conflict with ourselves.
                var done = unanswered is not null && await WasOursAsync(silo.Entity, next, unanswered);
                if (!done) LogContention(logger, silo.Entity.RowKey, next.Version);
                return done;
            }
            catch (Exception fault) when (attempt < WriteAttempts && AzureFault.IsUnanswered(fault, CancellationToken.None))
            {
                unanswered = fault;
                LogUnanswered(logger, fault, next.Version);
                await Task.Delay(WritePause * attempt, time);
            }
        }
    }

    /// <summary>
    /// Whether the table is as our write has left it. No two writers write the same row at the same version: a vote bears its voter, a status
    /// its silo.
    /// </summary>
    private async Task<bool> WasOursAsync(ITableEntity ours, TableVersion next, Exception unanswered)
    {
        var rows = await RowsAsync();
        var version = rows.Where(row => row.RowKey == VersionRow.Key).Select(VersionRow.VersionOf).FirstOrDefault()?.Version ?? 0;
        if (version >= next.Version && rows.FirstOrDefault(row => row.RowKey == ours.RowKey) is { } row && SiloRow.Same(row, (TableEntity)ours)) return true;

        // Later writers may have overwritten it: nobody can tell any more.
        if (version > next.Version) ExceptionDispatchInfo.Throw(unanswered);
        return false;
    }

    [LoggerMessage(LogLevel.Warning, "A write of membership version {Version} was not answered")]
    private static partial void LogUnanswered(ILogger logger, Exception fault, int version);

    [LoggerMessage(LogLevel.Information, "Row {Row} of the membership table was not written at version {Version}: another silo was first")]
    private static partial void LogContention(ILogger logger, string row, int version);
}
