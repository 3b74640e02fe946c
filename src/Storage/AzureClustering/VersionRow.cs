using System.Globalization;
using Azure.Data.Tables;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>
/// The table's version, in a row among those of the silos, and two more rows of the same version that sort before and after all others:
/// whoever reads the silos in several pages, and meets the same version first and last, has read one state of them.
/// </summary>
internal static class VersionRow
{
    public const string Key = "VersionRow";
    public const string FirstKey = "!Start";
    public const string LastKey = "~End";

    private const string Column = "MembershipVersion";

    public static bool Is(string rowKey) => rowKey is Key or FirstKey or LastKey;

    public static TableEntity Of(int version, string clusterId) => new(clusterId, Key)
    {
        ["DeploymentId"] = clusterId,
        [Column] = version.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What a change of the version changes besides the version row.</summary>
    public static IEnumerable<TableTransactionAction> Fences(int version, string clusterId) =>
        from key in (string[])[FirstKey, LastKey]
        // "Active", lest an old silo takes it for a defunct one and cleans it up.
        let fence = new TableEntity(Of(version, clusterId)) { RowKey = key, ["Status"] = nameof(SiloStatus.Active) }
        select new TableTransactionAction(TableTransactionActionType.UpsertReplace, fence);

    public static TableVersion VersionOf(TableEntity row) => new(int.Parse(row.GetString(Column), CultureInfo.InvariantCulture), row.ETag.ToString());

    /// <summary>
    /// Whether rows that came in several pages, in order, may be of different states. Silos of an older build move the version row alone;
    /// a version ahead of both fences is theirs, and proves nothing.
    /// </summary>
    public static bool Torn(IReadOnlyList<TableEntity> rows)
    {
        var first = rows[0] is { RowKey: FirstKey } start ? VersionOf(start).Version : (int?)null;
        var last = rows[^1] is { RowKey: LastKey } end ? VersionOf(end).Version : (int?)null;
        if (first is null && last is null) return false;
        if (first == last) return false;
        var version = rows.FirstOrDefault(row => row.RowKey == Key) is { } found ? VersionOf(found).Version : 0;
        return first is null || last is null || version <= Math.Max(first.Value, last.Value);
    }
}
