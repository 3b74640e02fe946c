using System.Diagnostics;
using Azure.Data.Tables;
using ConnectNow.Azurite;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Providers.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNow.Bench.Storage;

/// <summary>
/// What calls of the timeline in tables take, one after the other, beside the least that storage can be asked for: one entity by its keys.
/// Only the ratios say something: the emulator is no yardstick of the service, and looks at all rows of a table for each range.
/// </summary>
internal static class TablesBench
{
    private const int Page = 50;
    private const int Short = 100;
    private const int Long = 3_000;

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "repeat");
        return RunAsync(asked.Word(0) is { } word ? Arguments.Number(word, "calls") : 200, asked.Number("repeat", 1));
    }

    private static async IAsyncEnumerable<Figures> RunAsync(int calls, int repeat)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var account = new AzureStorageAccount(new() { ConnectionString = azurite.ConnectionString });
        for (var run = 0; run < repeat; run++)
        {
            var small = await TableAsync(account, Short);
            var (get, commit, load, page) = (
                await MedianAsync(calls, () => small.Table.GetEntityAsync<TableEntity>("chat", "c")),
                await MedianAsync(calls, () => small.CommitAsync(1)),
                await MedianAsync(calls, () => small.Store.LoadAsync("chat", Page)),
                await MedianAsync(calls, () => small.Store.ReadAsync("chat", 1, Page)));
            var cpu = Environment.CpuUsage.TotalTime;
            for (var call = 0; call < calls; call++) await small.CommitAsync(1);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            var large = await TableAsync(account, Long);
            var (largeGet, largeLoad) = (
                await MedianAsync(calls, () => large.Table.GetEntityAsync<TableEntity>("chat", "c")),
                await MedianAsync(calls, () => large.Store.LoadAsync("chat", Page)));
            yield return new Figures()
                .Add("bench", "tables").Add("calls", calls).Add("get_entity_ms", get, 2)
                .Add("commit_ms", commit, 2).Add("commit_ratio", commit / get, 2)
                .Add("commit_cpu_us", cpu.TotalMicroseconds / calls)
                .Add("load_ms", load, 2).Add("load_ratio", load / get, 2)
                .Add("page_ms", page, 2).Add("page_ratio", page / get, 2)
                .Add("long_chat_events", Long).Add("long_chat_load_ms", largeLoad, 2).Add("long_chat_load_ratio", largeLoad / largeGet, 2)
                .Add("load_average", Machine.LoadAverage(), 2);
        }
    }

    private static async Task<Chat> TableAsync(AzureStorageAccount account, int events)
    {
        var options = new TableTimelineOptions { TableName = $"t{Guid.NewGuid():N}" };
        await account.Tables.CreateTableAsync(options.TableName);
        var chat = new Chat(new(account, options, TimeProvider.System, NullLogger<TableTimelineStore>.Instance), account.Tables.GetTableClient(options.TableName));
        for (var written = 0; written < events; written += 49) await chat.CommitAsync(49);
        return chat;
    }

    private static async Task<double> MedianAsync(int calls, Func<Task> call)
    {
        var times = new double[calls];
        for (var number = -calls / 10; number < calls; number++)
        {
            var begun = Stopwatch.GetTimestamp();
            await call();
            if (number >= 0) times[number] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[calls / 2];
    }

    /// <summary>One chat in a table of its own.</summary>
    private sealed class Chat(TableTimelineStore store, TableClient table)
    {
        private readonly byte[] _body = new byte[300];
        private string? _etag;
        private long _last;

        public TableTimelineStore Store => store;

        public TableClient Table => table;

        public async Task CommitAsync(int events)
        {
            var outcome = await store.CommitAsync("chat", new()
            {
                ExpectedETag = _etag,
                CommitId = Guid.NewGuid().ToString("N"),
                Head = _body,
                Added = [.. Enumerable.Range(0, events).Select(_ => new StoredEvent(++_last, Guid.NewGuid().ToString(), _body))],
            });
            _etag = ((Committed)outcome).ETag;
        }
    }
}
