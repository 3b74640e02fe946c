using Azure.Data.Tables;
using ConnectNow.Grains;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Providers.AzureTables;
using ConnectNow.Storage.Tests.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.TableTimelineFixture;

namespace ConnectNow.Storage.Tests.AzureTables;

public sealed class TableTimelineHostingTests(AzuriteAccount azurite)
{
    private readonly TableTimelineOptions _options = new() { TableName = $"t{Guid.NewGuid():N}" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TableClient Table => azurite.Account.Tables.GetTableClient(_options.TableName);

    [Fact]
    public async Task The_table_is_there_before_all_else_of_the_host_and_whoever_starts_later_finds_it()
    {
        for (var start = 0; start < 2; start++)
        {
            using var host = HostOf(azurite.ConnectionString);
            await host.StartAsync(Cancellation);
            await host.StopAsync(Cancellation);
            var store = host.Services.GetRequiredService<ITimelineStore>();
            var chat = await store.LoadAsync("chat", 10, Cancellation);
            Assert.Equal(2, chat!.Tail.Count);
            Assert.True(await store.EraseAsync("chat", chat.ETag, Cancellation));
        }
    }

    [Fact]
    public async Task Hosts_that_start_at_once_all_start()
    {
        var hosts = Enumerable.Range(0, 4).Select(_ => HostOf(azurite.ConnectionString, commits: false)).ToArray();
        await Task.WhenAll(hosts.Select(host => host.StartAsync(Cancellation)));
        await Task.WhenAll(hosts.Select(host => host.StopAsync(Cancellation)));
        foreach (var host in hosts) host.Dispose();
    }

    [Fact]
    public async Task A_host_removes_the_rows_of_chats_erased_there_and_of_those_erased_by_others_before()
    {
        await Table.CreateIfNotExistsAsync(Cancellation);
        var store = new TableTimelineStore(azurite.Account, _options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<TableTimelineStore>.Instance);
        await EraseAsync(store, "before");
        using var host = HostOf(azurite.ConnectionString, commits: false);
        await host.StartAsync(Cancellation);
        await EraseAsync(host.Services.GetRequiredService<ITimelineStore>(), "here");

        await Eventually.TrueAsync(
            async () => await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).CountAsync(Cancellation) == 2, "two heads without content are left");
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_key_that_storage_refuses_fails_the_start_with_one_sentence()
    {
        using var host = HostOf(azurite.ConnectionString.Replace("AccountKey=Eby8", "AccountKey=AAAA", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => host.StartAsync(Cancellation));
        Assert.Contains("refuses this process", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", refused.Message, StringComparison.Ordinal);
    }

    private static async Task EraseAsync(ITimelineStore store, string chat)
    {
        var made = Assert.IsType<Committed>(await store.CommitAsync(chat, Commit(null, Event(1, "key")), Cancellation));
        Assert.True(await store.EraseAsync(chat, made.ETag, Cancellation));
    }

    private IHost HostOf(string connection, bool commits = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (commits) builder.Services.AddHostedService<CommitsAtBothEnds>(); // Registered first: starts first, stops last, of the ordinary services.
        builder.Services.AddAzureStorageAccount(new() { ConnectionString = connection });
        builder.Services.AddAzureTableTimelines(_options);
        return builder.Build();
    }
}
