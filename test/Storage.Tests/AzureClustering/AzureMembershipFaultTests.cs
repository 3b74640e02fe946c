using ConnectNow.Storage.AzureClustering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Xunit;
using static ConnectNow.Storage.Tests.AzureClustering.FaultyWire;
using static ConnectNow.Storage.Tests.AzureClustering.Membership;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>Requests and answers that get lost: what was done is done once, and is known to be.</summary>
public sealed class AzureMembershipFaultTests(AzuriteAccount azurite)
{
    private readonly FaultyWire _wire = new();

    private Task<Membership> NewClusterAsync() => NewAsync(_wire.ClientOf(azurite.ConnectionString));

    [Theory, InlineData(Fault.RequestLost), InlineData(Fault.AnswerLost)]
    public async Task An_insert_is_done_once_whatever_gets_lost(Fault fault)
    {
        var cluster = await NewClusterAsync();
        _wire.NextWrite(fault);

        Assert.True(await cluster.InsertAsync(Entry()));

        Assert.Equal(1, (await cluster.VersionAsync()).Version);
        Assert.Single((await cluster.Table.ReadAll()).Members);
    }

    [Theory, InlineData(Fault.RequestLost), InlineData(Fault.AnswerLost)]
    public async Task An_update_is_done_once_whatever_gets_lost(Fault fault)
    {
        var cluster = await NewClusterAsync();
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        entry.Status = SiloStatus.Active;
        _wire.NextWrite(fault);

        Assert.True(await cluster.Table.UpdateRow(entry, (await cluster.FoundAsync(entry)).Item2, (await cluster.VersionAsync()).Next()));

        Assert.Equal(2, (await cluster.VersionAsync()).Version);
    }

    [Fact]
    public async Task A_sign_of_life_that_comes_between_does_not_hide_that_the_update_was_done()
    {
        var cluster = await NewClusterAsync();
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        entry.Status = SiloStatus.Active;
        _wire.NextWrite(Fault.AnswerLost, () => cluster.Table.UpdateIAmAlive(new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = Noon.AddHours(1) }));

        Assert.True(await cluster.Table.UpdateRow(entry, (await cluster.FoundAsync(entry)).Item2, (await cluster.VersionAsync()).Next()));
    }

    [Fact]
    public async Task A_change_of_another_silo_that_comes_after_does_not_hide_that_the_insert_was_done()
    {
        var cluster = await NewClusterAsync();
        _wire.NextWrite(Fault.AnswerLost, async () => Assert.True(await cluster.InsertAsync(Entry())));

        Assert.True(await cluster.InsertAsync(Entry()));

        Assert.Equal(2, (await cluster.Table.ReadAll()).Members.Count);
    }

    [Fact]
    public async Task A_request_that_got_lost_while_another_silo_won_was_not_done()
    {
        var cluster = await NewClusterAsync();
        var version = (await cluster.VersionAsync()).Next();
        _wire.NextWrite(Fault.RequestLost, async () => Assert.True(await cluster.Table.InsertRow(Entry(), version)));

        Assert.False(await cluster.Table.InsertRow(Entry(), version));

        Assert.Single((await cluster.Table.ReadAll()).Members);
    }

    [Fact]
    public async Task What_nobody_can_tell_any_more_is_neither_true_nor_false()
    {
        var cluster = await NewClusterAsync();
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        var (found, etag) = await cluster.FoundAsync(entry);
        found.Status = SiloStatus.Active;
        _wire.NextWrite(Fault.AnswerLost, async () =>
        {
            var (mine, newer) = await cluster.FoundAsync(entry);
            mine.Status = SiloStatus.Dead;
            Assert.True(await cluster.Table.UpdateRow(mine, newer, (await cluster.VersionAsync()).Next()));
        });

        await Assert.ThrowsAsync<IOException>(async () => await cluster.Table.UpdateRow(found, etag, (await cluster.VersionAsync()).Next()));
    }

    [Fact]
    public async Task Storage_that_does_not_answer_at_all_is_asked_a_bounded_number_of_times()
    {
        var cluster = await NewClusterAsync();
        var (version, before) = ((await cluster.VersionAsync()).Next(), _wire.Sent);
        _wire.Cut = true;

        await Assert.ThrowsAsync<IOException>(() => cluster.Table.InsertRow(Entry(), version));

        Assert.Equal(3, _wire.Sent - before);
    }

    [Fact]
    public async Task A_silo_that_starts_before_storage_answers_waits_for_it_and_says_so_once()
    {
        var (time, log) = (new FakeTimeProvider(), new Lines());
        var table = new AzureMembershipTable(
            Options.Create(new AzureStorageClusteringOptions { TableServiceClient = _wire.ClientOf(azurite.ConnectionString) }),
            Options.Create(new ClusterOptions { ClusterId = $"cluster-{Guid.NewGuid():n}" }), time, log);
        _wire.Cut = true;

        var start = table.InitializeMembershipTable(tryInitTableVersion: true);
        await PassedAsync(start, time, () => _wire.Sent >= 5);
        Assert.False(start.IsCompleted);
        _wire.Cut = false;
        await PassedAsync(start, time, () => start.IsCompleted);

        await start;
        Assert.Equal(0, (await table.ReadAll()).Version.Version);
        Assert.StartsWith("Waiting for storage at 127.0.0.1:", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    private static Task PassedAsync(Task start, FakeTimeProvider time, Func<bool> until) =>
        Eventually.TrueAsync(
            () =>
            {
                if (!start.IsCompleted) time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(until());
            },
            "the start goes on");

    private sealed class Lines : ILogger<AzureMembershipTable>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel is LogLevel.Warning) Warnings.Add(formatter(state, exception));
        }
    }
}
