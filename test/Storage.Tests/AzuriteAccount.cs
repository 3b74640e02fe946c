using ConnectNow.Azurite;
using ConnectNow.Providers.AzureAccount;
using Xunit;

namespace ConnectNow.Storage.Tests;

/// <summary>One storage account for all tests that need one: each keeps to names of its own.</summary>
public sealed class AzuriteAccount : IAsyncLifetime
{
    private AzuriteProcess? _process;

    public string ConnectionString => _process!.ConnectionString;

    public AzureStorageAccount Account => new(new AzureStorageOptions { ConnectionString = ConnectionString });

    public async ValueTask InitializeAsync() => _process = await AzuriteProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
