using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>One silo in the table: a row of strings, as the official provider writes and reads it.</summary>
internal static class SiloRow
{
    private const char Separator = '|';

    public static string KeyOf(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity Of(MembershipEntry entry, string clusterId)
    {
        var votes = entry.SuspectTimes ?? [];
        var row = new TableEntity(clusterId, KeyOf(entry.SiloAddress))
        {
            ["DeploymentId"] = clusterId,
            ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = Number(entry.SiloAddress.Endpoint.Port),
            ["Generation"] = Number(entry.SiloAddress.Generation),
            ["Status"] = entry.Status.ToString(),
            ["ProxyPort"] = Number(entry.ProxyPort),
            ["UpdateZone"] = Number(entry.UpdateZone),
            ["FaultZone"] = Number(entry.FaultZone),
            ["SuspectingSilos"] = string.Join(Separator, votes.Select(vote => vote.Item1.ToParsableString())),
            ["SuspectingTimes"] = string.Join(Separator, votes.Select(vote => LogFormatter.PrintDate(vote.Item2))),
            ["StartTime"] = LogFormatter.PrintDate(entry.StartTime),
            ["IAmAliveTime"] = LogFormatter.PrintDate(entry.IAmAliveTime),
        };

        // A column without a value is left out. InstanceName is what SiloName was once called; old readers look there.
        if (entry.HostName is { } host) row["HostName"] = host;
        if (entry.SiloName is { } name) (row["SiloName"], row["InstanceName"]) = (name, name);
        if (entry.RoleName is { } role) row["RoleName"] = role;
        return row;
    }

    /// <summary>What a sign of life changes, and nothing else.</summary>
    public static TableEntity Alive(MembershipEntry entry, string clusterId) => new(clusterId, KeyOf(entry.SiloAddress))
    {
        ["DeploymentId"] = clusterId,
        ["IAmAliveTime"] = LogFormatter.PrintDate(entry.IAmAliveTime),
    };

    /// <exception cref="FormatException">The row is not one of a silo.</exception>
    public static MembershipEntry EntryOf(TableEntity row)
    {
        var entry = new MembershipEntry
        {
            SiloAddress = SiloAddressOf(row, Number(row, "Port")),
            Status = Enum.TryParse<SiloStatus>(Text(row, "Status"), out var status) ? status : throw new FormatException($"Status of row {row.RowKey}."),
            ProxyPort = Number(row, "ProxyPort"),
            HostName = Text(row, "HostName"),
            SiloName = Text(row, "SiloName") is { Length: > 0 } name ? name : Text(row, "InstanceName"),
            RoleName = row.GetString("RoleName"),
            UpdateZone = Number(row, "UpdateZone"),
            FaultZone = Number(row, "FaultZone"),
            StartTime = Date(Text(row, "StartTime")),
            IAmAliveTime = Date(Text(row, "IAmAliveTime")),
        };
        var (silos, times) = (Parts(row, "SuspectingSilos"), Parts(row, "SuspectingTimes"));
        if (silos.Length != times.Length) throw new FormatException($"Row {row.RowKey} has {silos.Length} suspecting silos and {times.Length} times.");
        foreach (var (silo, time) in silos.Zip(times)) entry.AddSuspector(SiloAddress.FromParsableString(silo), Date(time));
        return entry;
    }

    /// <summary>Where clients knock; null when the silo lets none in.</summary>
    public static Uri? GatewayOf(TableEntity row) =>
        Number(row, "ProxyPort") is not 0 and var port ? SiloAddressOf(row, port).ToGatewayUri() : null;

    /// <summary>Whether both say the same of a silo; signs of life come and go beside.</summary>
    public static bool Same(TableEntity one, TableEntity other) =>
        Columns(one).SequenceEqual(Columns(other));

    /// <summary>When the silo was last known to live, or to be voted against.</summary>
    public static DateTime LastHeardOf(MembershipEntry entry) =>
        (entry.SuspectTimes ?? []).Select(vote => vote.Item2).Append(entry.StartTime).Append(entry.IAmAliveTime).Max();

    private static IEnumerable<(string, string)> Columns(TableEntity row) =>
        row.Where(column => column.Value is string && column.Key is not ("IAmAliveTime" or "odata.etag"))
            .Select(column => (column.Key, (string)column.Value))
            .OrderBy(column => column.Key, StringComparer.Ordinal);

    private static SiloAddress SiloAddressOf(TableEntity row, int port) => SiloAddress.New(IPAddress.Parse(Text(row, "Address")), port, Number(row, "Generation"));

    private static string[] Parts(TableEntity row, string column) => Text(row, column).Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    private static string Text(TableEntity row, string column) => row.GetString(column) ?? "";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Number(TableEntity row, string column) => Text(row, column) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static DateTime Date(string text) => text is "" ? default : DateTime.SpecifyKind(LogFormatter.ParseDate(text), DateTimeKind.Utc);
}
