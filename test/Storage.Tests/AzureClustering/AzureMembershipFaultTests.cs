using Azure.Data.Tables;
using ConnectNow.Providers.AzureTables.Clustering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ConnectNow.Storage.Tests.AzureClustering.FaultyWire;
using static ConnectNow.Storage.Tests.AzureClustering.Membership;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>Requests and answers that get lost: what was done is done once, and the silo goes on.</summary>
public sealed class AzureMembershipFaultTests(AzuriteAccount azurite)
{
    private readonly FaultyWire _wire = new();

    private Task<Membership> NewClusterAsync() => NewAsync(_wire.ClientOf(azurite.ConnectionString));

    // The provider's client asks again by itself, and takes the refusal of its second request for another silo's change: Orleans reads the
    // table and goes on from there.
    [Theory, InlineData(Fault.RequestLost, true), InlineData(Fault.AnswerLost, false)]
    public async Task An_insert_is_done_once_whatever_gets_lost(Fault fault, bool isTold)
    {
        var cluster = await NewClusterAsync();
        _wire.NextWrite(fault);

        Assert.Equal(isTold, await cluster.InsertAsync(Entry()));

        Assert.Equal(1, (await cluster.VersionAsync()).Version);
        Assert.Single((await cluster.Table.ReadAll()).Members);
    }

    [Theory, InlineData(Fault.RequestLost, true), InlineData(Fault.AnswerLost, false)]
    public async Task An_update_is_done_once_whatever_gets_lost(Fault fault, bool isTold)
    {
        var cluster = await NewClusterAsync();
        var entry = Entry();
        Assert.True(await cluster.InsertAsync(entry));
        entry.Status = SiloStatus.Active;
        _wire.NextWrite(fault);

        Assert.Equal(isTold, await cluster.Table.UpdateRow(entry, (await cluster.FoundAsync(entry)).Item2, (await cluster.VersionAsync()).Next()));

        Assert.Equal(2, (await cluster.VersionAsync()).Version);
        Assert.Equal(SiloStatus.Active, (await cluster.FoundAsync(entry)).Item1.Status);
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
    public async Task Storage_that_does_not_answer_at_all_is_asked_a_bounded_number_of_times()
    {
        var cluster = await NewClusterAsync();
        var (version, before) = ((await cluster.VersionAsync()).Next(), _wire.Sent);
        _wire.Cut = true;

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Table.InsertRow(Entry(), version));

        Assert.Equal(4, _wire.Sent - before);
    }

    [Fact]
    public async Task A_silo_whose_changes_lose_their_answers_joins_and_leaves_all_the_same()
    {
        var clusterId = $"cluster-{Guid.NewGuid():n}";
        using var silo = AzureClusteringHostingTests.SiloOf(_wire.ClientOf(azurite.ConnectionString), clusterId);
        // The version, its own row, and each status until it is active: done, and refused when it is asked for again.
        for (var write = 0; write < 4; write++)
        {
            _wire.NextWrite(Fault.AnswerLost);
            _wire.NextWrite(Fault.None);
        }

        await silo.StartAsync(TestContext.Current.CancellationToken);
        var cluster = new Membership(azurite.Account.Tables, clusterId);
        await cluster.Table.InitializeMembershipTable(tryInitTableVersion: false);
        Assert.Equal(SiloStatus.Active, Assert.Single((await cluster.Table.ReadAll()).Members).Item1.Status);

        await silo.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SiloStatus.Dead, Assert.Single((await cluster.Table.ReadAll()).Members).Item1.Status);
    }

    [Fact]
    public async Task A_silo_that_starts_before_storage_answers_waits_for_it_and_says_so_once()
    {
        var (time, log) = (new FakeTimeProvider(), new Lines());
        var name = $"cluster{Guid.NewGuid():n}";
        var table = new ClusterTableStart(_wire.ClientOf(azurite.ConnectionString).GetTableClient(name), time, log);
        _wire.Cut = true;

        var start = table.StartingAsync(TestContext.Current.CancellationToken);
        await PassedAsync(start, time, () => _wire.Sent >= 5);
        Assert.False(start.IsCompleted);
        _wire.Cut = false;
        await PassedAsync(start, time, () => start.IsCompleted);

        await start;
        Assert.Empty(await azurite.Account.Tables.GetTableClient(name).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
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

    private sealed class Lines : ILogger<ClusterTableStart>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel is LogLevel.Warning) Warnings.Add(formatter(state, exception));
        }
    }
}
