using System.Net;
using Xunit;
using static ConnectNow.Storage.Tests.AzureClustering.Membership;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>
/// What <see cref="IMembershipTable"/> promises of updating a silo's row, condition by condition, of the official provider.
/// </summary>
public sealed class AzureMembershipUpdateTests(AzuriteAccount azurite)
{
    [Fact]
    public async Task Updating_substitutes_the_whole_entry()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        entry.RoleName = "role";
        Assert.True(await cluster.InsertAsync(entry));
        var (_, etag) = await cluster.FoundAsync(entry);
        entry.RoleName = null;
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(Entry().SiloAddress, Noon.AddSeconds(1));
        entry.AddSuspector(Entry().SiloAddress, Noon.AddSeconds(2));

        Assert.True(await cluster.Table.UpdateRow(entry, etag, (await cluster.VersionAsync()).Next()));

        Assert.Equal(entry.ToFullString(), (await cluster.FoundAsync(entry)).Item1.ToFullString());
        Assert.Null((await cluster.FoundAsync(entry)).Item1.RoleName);
    }

    [Fact]
    public async Task Updating_gives_new_etags_and_moves_the_version()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var (etag, before) = ((await cluster.FoundAsync(entry)).Item2, await cluster.VersionAsync());

        Assert.True(await cluster.Table.UpdateRow(entry, etag, before.Next()));

        var after = await cluster.VersionAsync();
        Assert.NotEqual(etag, (await cluster.FoundAsync(entry)).Item2);
        Assert.NotEqual(before.VersionEtag, after.VersionEtag);
        Assert.Equal(before.Version + 1, after.Version);
    }

    [Fact]
    public async Task Updating_an_entry_that_does_not_exist_fails_and_changes_nothing()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var before = await cluster.SnapshotAsync();

        Assert.False(await cluster.Table.UpdateRow(Entry(), (await cluster.FoundAsync(entry)).Item2, (await cluster.VersionAsync()).Next()));

        Assert.Equal(before, await cluster.SnapshotAsync());
    }

    [Fact]
    public async Task Updating_is_guarded_by_the_version_and_not_by_the_etag_of_the_entry()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var (_, stale) = await cluster.FoundAsync(entry);
        var version = (await cluster.VersionAsync()).Next();

        // Nothing but a sign of life changes an entry without moving the version.
        await cluster.Table.UpdateIAmAlive(entry);

        Assert.True(await cluster.Table.UpdateRow(entry, stale, version));
        Assert.False(await cluster.Table.UpdateRow(entry, (await cluster.FoundAsync(entry)).Item2, version));
    }

    [Fact]
    public async Task Updating_at_a_stale_version_fails_and_changes_nothing()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var stale = (await cluster.VersionAsync()).Next();
        Assert.True(await cluster.InsertAsync(Entry()));
        var before = await cluster.SnapshotAsync();

        Assert.False(await cluster.Table.UpdateRow(entry, (await cluster.FoundAsync(entry)).Item2, stale));

        Assert.Equal(before, await cluster.SnapshotAsync());
    }

    [Fact]
    public async Task Of_many_that_update_at_once_one_wins()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var (etag, version) = ((await cluster.FoundAsync(entry)).Item2, (await cluster.VersionAsync()).Next());

        var won = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cluster.Table.UpdateRow(entry, etag, version)));

        Assert.Single(won, true);
        Assert.Equal(version.Version, (await cluster.VersionAsync()).Version);
    }

    [Fact]
    public async Task Those_who_read_again_and_try_again_all_get_their_change_in()
    {
        var cluster = await NewAsync(azurite);
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async silo =>
        {
            var voter = SiloAddress.New(IPAddress.Loopback, 20000 + silo, 1);
            while (true)
            {
                var all = await cluster.Table.ReadAll();
                var (found, etag) = all.TryGet(entry.SiloAddress)!;
                found.AddSuspector(voter, Noon);
                if (await cluster.Table.UpdateRow(found, etag, all.Version.Next())) return;
            }
        }));

        Assert.Equal(6, (await cluster.FoundAsync(entry)).Item1.SuspectTimes!.Select(vote => vote.Item1).Distinct().Count());
        Assert.Equal(7, (await cluster.VersionAsync()).Version);
    }
}
