using Azure;
using Azure.Data.Tables;
using Xunit;
using static ConnectNow.Storage.Tests.AzureClustering.Membership;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>What <see cref="IMembershipTable"/> promises, condition by condition, of the official provider.</summary>
public sealed class AzureMembershipTableTests(AzuriteAccount azurite)
{
    [Fact]
    public async Task A_new_cluster_has_version_0_and_no_members()
    {
        var cluster = await NewAsync(azurite);

        var all = await cluster.Table.ReadAll();

        Assert.Empty(all.Members);
        Assert.Equal(0, all.Version.Version);
        Assert.NotEmpty(all.Version.VersionEtag);
    }

    [Fact]
    public async Task Initialising_again_or_at_the_same_time_changes_nothing_that_is_there()
    {
        var cluster = await NewAsync(azurite);
        Assert.True(await cluster.InsertAsync(Entry()));
        var before = await cluster.SnapshotAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cluster.Table.InitializeMembershipTable(true)));
        await cluster.Table.InitializeMembershipTable(false);

        Assert.Equal(before, await cluster.SnapshotAsync());
    }

    [Fact]
    public async Task Many_silos_that_initialise_at_once_make_one_version()
    {
        var clusterId = $"cluster-{Guid.NewGuid():n}";
        var silos = Enumerable.Range(0, 5).Select(_ => new Membership(azurite.Account.Tables, clusterId)).ToList();

        await Task.WhenAll(silos.Select(silo => silo.Table.InitializeMembershipTable(true)));

        Assert.Equal(0, (await silos[0].VersionAsync()).Version);
    }

    [Fact]
    public async Task Without_a_version_reading_says_so()
    {
        var cluster = new Membership(azurite.Account.Tables, $"cluster-{Guid.NewGuid():n}");
        await cluster.Table.InitializeMembershipTable(tryInitTableVersion: false);

        await Assert.ThrowsAsync<KeyNotFoundException>(cluster.Table.ReadAll);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => cluster.Table.ReadRow(Entry().SiloAddress));
    }

    [Fact]
    public async Task Inserting_adds_the_entry()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();

        Assert.True(await cluster.InsertAsync(entry));

        Assert.Equal(entry.ToFullString(), Assert.Single((await cluster.Table.ReadAll()).Members).Item1.ToFullString());
    }

    [Fact]
    public async Task Inserting_gives_the_entry_an_etag_of_its_own()
    {
        var cluster = await NewAsync(azurite);
        var (one, other) = (Entry(), Entry());
        Assert.True(await cluster.InsertAsync(one));
        Assert.True(await cluster.InsertAsync(other));

        var etags = (await cluster.Table.ReadAll()).Members.Select(member => member.Item2).ToList();

        Assert.Equal(2, etags.Where(etag => etag is { Length: > 0 }).Distinct().Count());
    }

    [Fact]
    public async Task Inserting_moves_the_version_and_its_etag()
    {
        var cluster = await NewAsync(azurite);
        var before = await cluster.VersionAsync();

        Assert.True(await cluster.Table.InsertRow(Entry(), before.Next()));

        var after = await cluster.VersionAsync();
        Assert.Equal(before.Version + 1, after.Version);
        Assert.NotEqual(before.VersionEtag, after.VersionEtag);
    }

    [Fact]
    public async Task Inserting_an_entry_that_exists_fails_and_changes_nothing()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var before = await cluster.SnapshotAsync();

        Assert.False(await cluster.InsertAsync(entry));

        Assert.Equal(before, await cluster.SnapshotAsync());
    }

    [Fact]
    public async Task Inserting_at_a_stale_version_fails_and_changes_nothing()
    {
        var cluster = await NewAsync(azurite);
        var stale = (await cluster.VersionAsync()).Next();
        Assert.True(await cluster.Table.InsertRow(Entry(), stale));
        var before = await cluster.SnapshotAsync();

        Assert.False(await cluster.Table.InsertRow(Entry(), stale));

        Assert.Equal(before, await cluster.SnapshotAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Of_many_that_insert_at_once_one_wins(bool sameSilo)
    {
        var cluster = await NewAsync(azurite);
        var (version, same) = ((await cluster.VersionAsync()).Next(), Entry());

        var won = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cluster.Table.InsertRow(sameSilo ? same : Entry(), version)));

        Assert.Single(won, true);
        Assert.Single((await cluster.Table.ReadAll()).Members);
    }

    [Fact]
    public async Task Reading_one_silo_gives_it_with_the_version_of_the_same_moment()
    {
        var cluster = await NewAsync(azurite);
        var (one, other) = (Entry(), Entry());
        Assert.True(await cluster.InsertAsync(one));
        Assert.True(await cluster.InsertAsync(other));

        var (row, all) = (await cluster.Table.ReadRow(one.SiloAddress), await cluster.Table.ReadAll());

        Assert.Equal(one.SiloAddress, Assert.Single(row.Members).Item1.SiloAddress);
        Assert.Equal(all.Version, row.Version);
        Assert.Equal(all.TryGet(one.SiloAddress)!.Item2, row.Members[0].Item2);
    }

    [Fact]
    public async Task Reading_a_silo_that_is_not_there_gives_the_version_alone()
    {
        var cluster = await NewAsync(azurite);
        Assert.True(await cluster.InsertAsync(Entry()));

        var row = await cluster.Table.ReadRow(Entry().SiloAddress);

        Assert.Empty(row.Members);
        Assert.Equal(1, row.Version.Version);
    }

    [Fact]
    public async Task A_sign_of_life_changes_its_own_column_and_nothing_else()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry(SiloStatus.Active);
        entry.AddSuspector(Entry().SiloAddress, Noon);
        Assert.True(await cluster.InsertAsync(entry));
        var version = await cluster.VersionAsync();

        await cluster.Table.UpdateIAmAlive(new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = Noon.AddMinutes(1) });

        entry.IAmAliveTime = Noon.AddMinutes(1);
        Assert.Equal(entry.ToFullString(), (await cluster.FoundAsync(entry)).Item1.ToFullString());
        Assert.Equal(version, await cluster.VersionAsync());
    }

    [Fact]
    public async Task Signs_of_life_asked_at_any_moment_fail_neither_themselves_nor_other_silos_changes()
    {
        var cluster = await NewAsync(azurite);
        var (living, other) = (Entry(SiloStatus.Active), Entry());
        Assert.True(await cluster.InsertAsync(living));
        Assert.True(await cluster.InsertAsync(other));
        var (etag, version) = ((await cluster.FoundAsync(other)).Item2, (await cluster.VersionAsync()).Next());

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cluster.Table.UpdateIAmAlive(living)));
        Assert.True(await cluster.Table.UpdateRow(other, etag, version));
        await cluster.Table.UpdateIAmAlive(other);
    }

    [Fact]
    public async Task A_sign_of_life_of_a_silo_that_was_cleaned_up_makes_no_row()
    {
        var cluster = await NewAsync(azurite);

        // Orleans logs it, and goes on.
        await Assert.ThrowsAsync<RequestFailedException>(() => cluster.Table.UpdateIAmAlive(Entry()));

        Assert.Empty((await cluster.Table.ReadAll()).Members);
    }

    [Fact]
    public async Task Cleaning_up_deletes_what_is_old_and_dead_and_leaves_the_version()
    {
        var cluster = await NewAsync(azurite);
        foreach (var age in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(10)])
        {
            foreach (var status in Enum.GetValues<SiloStatus>())
            {
                var entry = Entry(status);
                (entry.StartTime, entry.IAmAliveTime) = (Noon - age, Noon - age);
                Assert.True(await cluster.InsertAsync(entry));
            }
        }

        var version = await cluster.VersionAsync();

        await cluster.Table.CleanupDefunctSiloEntries(new DateTimeOffset(Noon.AddDays(-7)));

        var left = (await cluster.Table.ReadAll()).Members.Select(member => member.Item1).ToList();
        Assert.Equal(Enum.GetValues<SiloStatus>().Order(), left.Where(entry => entry.StartTime == Noon).Select(entry => entry.Status).Order());
        Assert.Equal(Enum.GetValues<SiloStatus>().Except([SiloStatus.Dead]).Order(), left.Where(entry => entry.StartTime < Noon).Select(entry => entry.Status).Order());
        Assert.Equal(version, await cluster.VersionAsync());
    }

    [Fact]
    public async Task A_silo_that_was_declared_dead_a_moment_ago_is_not_cleaned_up_however_old_it_is()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry(SiloStatus.Dead);
        (entry.StartTime, entry.IAmAliveTime) = (Noon.AddDays(-10), Noon.AddDays(-10));
        entry.AddSuspector(Entry().SiloAddress, Noon);
        Assert.True(await cluster.InsertAsync(entry));

        await cluster.Table.CleanupDefunctSiloEntries(new DateTimeOffset(Noon.AddDays(-7)));

        Assert.Single((await cluster.Table.ReadAll()).Members);
    }

    [Fact]
    public async Task Deleting_a_cluster_deletes_all_of_it_and_nothing_of_others()
    {
        var (cluster, other) = (await NewAsync(azurite), await NewAsync(azurite));
        Assert.True(await cluster.InsertAsync(Entry()));
        Assert.True(await other.InsertAsync(Entry()));

        await other.Table.DeleteMembershipTableEntries(cluster.ClusterId);

        Assert.Equal("", await cluster.SnapshotAsync());
        Assert.Single((await other.Table.ReadAll()).Members);
    }

    [Fact]
    public async Task More_rows_than_a_page_or_a_transaction_holds_are_read_as_one_state_and_deleted()
    {
        var wire = new FaultyWire();
        var cluster = await NewAsync(wire.ClientOf(azurite.ConnectionString));
        foreach (var some in Enumerable.Range(0, 1_000).Select(_ => Entry(SiloStatus.Dead)).Chunk(100))
        {
            await cluster.Rows.SubmitTransactionAsync(
                some.Select(entry => new TableTransactionAction(TableTransactionActionType.Add, RowOf(entry, cluster.ClusterId))), TestContext.Current.CancellationToken);
        }

        var (late, other) = (Entry(), cluster.Through(azurite.Account.Tables));
        await other.Table.InitializeMembershipTable(tryInitTableVersion: false);
        wire.AfterPage(async () => Assert.True(await other.InsertAsync(late)));

        // The last page is of a later state than the first: the rows of the late silo lie before it.
        var all = await cluster.Table.ReadAll();

        Assert.Equal(1, all.Version.Version);
        Assert.NotNull(all.TryGet(late.SiloAddress));
        Assert.Equal(1_001, all.Members.Count);

        await cluster.Table.DeleteMembershipTableEntries(cluster.ClusterId);
        Assert.Equal("", await cluster.SnapshotAsync());
    }

    private static TableEntity RowOf(MembershipEntry entry, string clusterId) =>
        new(clusterId, $"{entry.SiloAddress.Endpoint.Address}-{entry.SiloAddress.Endpoint.Port}-{entry.SiloAddress.Generation}")
        {
            ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = $"{entry.SiloAddress.Endpoint.Port}",
            ["Generation"] = $"{entry.SiloAddress.Generation}",
            ["Status"] = entry.Status.ToString(),
        };
}
