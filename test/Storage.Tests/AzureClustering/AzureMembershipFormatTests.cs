using System.Net;
using Azure.Data.Tables;
using Xunit;
using static ConnectNow.Storage.Tests.AzureClustering.Membership;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>The rows that silos of every build write and read, column by column.</summary>
public sealed class AzureMembershipFormatTests(AzuriteAccount azurite)
{
    private static readonly SiloAddress Silo = SiloAddress.New(IPAddress.Parse("10.0.0.4"), 11111, 151234567);

    [Fact]
    public async Task A_silo_is_a_row_of_strings()
    {
        var cluster = await NewAsync(azurite);
        var entry = new MembershipEntry
        {
            SiloAddress = Silo,
            HostName = "machine-4",
            SiloName = "Silo_4",
            RoleName = "ConnectNow.Silo",
            Status = SiloStatus.Active,
            ProxyPort = 30000,
            StartTime = new DateTime(2026, 5, 4, 3, 2, 1, 7, DateTimeKind.Utc),
            IAmAliveTime = new DateTime(2026, 5, 4, 13, 2, 1, 70, DateTimeKind.Utc),
        };
        entry.AddSuspector(SiloAddress.New(IPAddress.Parse("10.0.0.5"), 11111, 8), new DateTime(2026, 5, 4, 13, 0, 0, DateTimeKind.Utc));
        entry.AddSuspector(SiloAddress.New(IPAddress.Parse("10.0.0.6"), 11112, 9), new DateTime(2026, 5, 4, 13, 0, 1, DateTimeKind.Utc));

        Assert.True(await cluster.InsertAsync(entry));

        Assert.Equal(
            $"""
            Address=10.0.0.4
            DeploymentId={cluster.ClusterId}
            FaultZone=0
            Generation=151234567
            HostName=machine-4
            IAmAliveTime=2026-05-04 13:02:01.070 GMT
            InstanceName=Silo_4
            PartitionKey={cluster.ClusterId}
            Port=11111
            ProxyPort=30000
            RoleName=ConnectNow.Silo
            RowKey=10.0.0.4-11111-151234567
            SiloName=Silo_4
            StartTime=2026-05-04 03:02:01.007 GMT
            Status=Active
            SuspectingSilos=10.0.0.5:11111@8|10.0.0.6:11112@9
            SuspectingTimes=2026-05-04 13:00:00.000 GMT|2026-05-04 13:00:01.000 GMT
            UpdateZone=0
            """,
            await cluster.RowAsync("10.0.0.4-11111-151234567"));
    }

    [Theory, InlineData("VersionRow"), InlineData("!Start"), InlineData("~End")]
    public async Task The_version_is_a_row_between_two_fences_that_move_with_it(string rowKey)
    {
        var cluster = await NewAsync(azurite);
        Assert.Equal(Row(0), await cluster.RowAsync(rowKey));

        Assert.True(await cluster.InsertAsync(Entry()));
        Assert.Equal(Row(1), await cluster.RowAsync(rowKey));

        string Row(int version) => $"DeploymentId={cluster.ClusterId}\nMembershipVersion={version}\nPartitionKey={cluster.ClusterId}\nRowKey={rowKey}";
    }

    [Fact]
    public async Task Rows_that_a_build_before_this_one_wrote_are_read_and_written_on()
    {
        var cluster = await NewAsync(azurite);
        foreach (var fence in (string[])["!Start", "~End"])
        {
            // That build gave its fences a status, for the sake of yet older silos.
            await cluster.Rows.UpsertEntityAsync(
                new TableEntity(cluster.ClusterId, fence) { ["DeploymentId"] = cluster.ClusterId, ["MembershipVersion"] = "0", ["Status"] = "Active" },
                TableUpdateMode.Replace, TestContext.Current.CancellationToken);
        }

        await cluster.Rows.AddEntityAsync(
            new TableEntity(cluster.ClusterId, "10.0.0.4-11111-151234567")
            {
                ["DeploymentId"] = cluster.ClusterId,
                ["Address"] = "10.0.0.4",
                ["Port"] = "11111",
                ["Generation"] = "151234567",
                ["Status"] = "Active",
                ["ProxyPort"] = "30000",
                ["UpdateZone"] = "0",
                ["FaultZone"] = "0",
                ["SuspectingSilos"] = "10.0.0.5:11111@8",
                ["SuspectingTimes"] = "2026-05-04 13:00:00.000 GMT",
                ["StartTime"] = "2026-05-04 03:02:01.007 GMT",
                ["IAmAliveTime"] = "2026-05-04 13:02:01.070 GMT",
                ["SiloName"] = "Silo_4",
                ["InstanceName"] = "Silo_4",
            },
            TestContext.Current.CancellationToken);
        await cluster.Gateways.InitializeGatewayListProvider();

        Assert.Equal(SiloAddress.New(IPAddress.Parse("10.0.0.4"), 30000, 151234567).ToGatewayUri(), Assert.Single(await cluster.Gateways.GetGateways()));
        var (entry, etag) = Assert.Single((await cluster.Table.ReadAll()).Members);
        Assert.Equal((Silo, 1), (entry.SiloAddress, entry.SuspectTimes!.Count));
        await cluster.Table.CleanupDefunctSiloEntries(DateTimeOffset.UtcNow);
        entry.Status = SiloStatus.Dead;
        Assert.True(await cluster.Table.UpdateRow(entry, etag, (await cluster.VersionAsync()).Next()));
        await cluster.Table.CleanupDefunctSiloEntries(DateTimeOffset.UtcNow);
        Assert.Empty((await cluster.Table.ReadAll()).Members);
        Assert.Equal(1, (await cluster.VersionAsync()).Version);
    }

    [Fact]
    public async Task A_row_of_an_old_silo_is_read_though_columns_are_missing()
    {
        var cluster = await NewAsync(azurite);
        await cluster.Rows.AddEntityAsync(
            new TableEntity(cluster.ClusterId, "10.0.0.4-11111-151234567")
            {
                ["Address"] = "10.0.0.4",
                ["Port"] = "11111",
                ["Generation"] = "151234567",
                ["Status"] = "ShuttingDown",
                ["InstanceName"] = "Old_4",
            },
            TestContext.Current.CancellationToken);

        var entry = Assert.Single((await cluster.Table.ReadAll()).Members).Item1;

        Assert.Equal((Silo, SiloStatus.ShuttingDown, "Old_4", 0), (entry.SiloAddress, entry.Status, entry.SiloName, entry.ProxyPort));
    }

    [Fact]
    public async Task A_row_that_makes_no_sense_is_an_error()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry(SiloStatus.Active);
        Assert.True(await cluster.InsertAsync(entry));
        await cluster.Rows.AddEntityAsync(
            new TableEntity(cluster.ClusterId, "nonsense") { ["Address"] = "nowhere", ["Status"] = "Active" }, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<FormatException>(cluster.Table.ReadAll);
    }

    [Fact]
    public async Task Gateways_are_those_of_active_silos_that_have_one()
    {
        var cluster = await NewAsync(azurite);
        foreach (var status in Enum.GetValues<SiloStatus>()) Assert.True(await cluster.InsertAsync(Entry(status)));
        Assert.True(await cluster.InsertAsync(Entry(SiloStatus.Active, proxyPort: 0)));
        var active = Entry(SiloStatus.Active, proxyPort: 30007);
        Assert.True(await cluster.InsertAsync(active));
        await cluster.Gateways.InitializeGatewayListProvider();

        var gateways = await cluster.Gateways.GetGateways();

        Assert.Equal(2, gateways.Count);
        Assert.Contains(SiloAddress.New(IPAddress.Loopback, 30007, active.SiloAddress.Generation).ToGatewayUri(), gateways);
    }
}
