using ConnectNow.Grains;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Storage.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteAccount))]

namespace ConnectNow.Storage.Tests;

public sealed class AzureAccountTests(AzuriteAccount azurite)
{
    [Fact]
    public async Task An_account_by_its_connection_string_has_tables_and_blobs()
    {
        var account = azurite.Account;

        Assert.True(await account.Tables.GetTableClient("accounttest").CreateIfNotExistsAsync(TestContext.Current.CancellationToken) is not null);
        Assert.True((await account.Blobs.GetBlobContainerClient("account-test").CreateAsync(cancellationToken: TestContext.Current.CancellationToken)).GetRawResponse().Status == 201);
    }

    [Fact]
    public void An_account_by_its_name_is_reached_over_https() =>
        Assert.Equal(
            (new Uri("https://chats.table.core.windows.net/"), new Uri("https://chats.blob.core.windows.net/")),
            Of(null, "chats") is var account ? (account.Tables.Uri, account.BlobsOnce.Uri) : default);

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("AccountKey=c2VjcmV0", null)]
    [InlineData("what is this", null)]
    [InlineData(null, "Not An Account")]
    [InlineData(null, "evil.example.com/")]
    [InlineData("UseDevelopmentStorage=true", "chats")]
    public void What_names_no_account_is_refused_with_one_sentence_that_keeps_the_key(string? connection, string? name)
    {
        var fault = Assert.Throws<StorageUnavailableException>(() => Of(connection, name));

        Assert.Contains("ConnectNow:Storage:ConnectionString", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", fault.ToString(), StringComparison.Ordinal);
    }

    private static AzureStorageAccount Of(string? connection, string? name) =>
        new(new AzureStorageOptions { ConnectionString = connection, AccountName = name });
}
