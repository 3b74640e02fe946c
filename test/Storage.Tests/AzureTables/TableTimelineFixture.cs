using ConnectNow.Storage.AzureAccount;
using ConnectNow.Storage.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>A table of its own: the emulator looks at every row of a table for each query.</summary>
public sealed class TableTimelineFixture(AzuriteAccount azurite) : IAsyncLifetime
{
    public TableTimelineOptions Options { get; } = new() { TableName = $"t{Guid.NewGuid():N}" };

    public TableTimelineStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = Create(azurite.Account);
        await Store.CreateAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await azurite.Account.Tables.DeleteTableAsync(Options.TableName);

    /// <summary>Another store on the same table, as another process has one.</summary>
    public TableTimelineStore Create(AzureStorageAccount account, TableTimelineOptions? options = null, TimeProvider? time = null) =>
        new(account, options ?? Options, time ?? TimeProvider.System, NullLogger<TableTimelineStore>.Instance);
}
