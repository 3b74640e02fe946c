using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using ConnectNow.Grains;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>
/// The clients of one storage account, shared by all providers of a process. Reads are tried again by the SDK, a bounded number of times.
/// Conditional writes must not be: the second try of a write whose answer was lost would be told of a conflict with itself. For them there
/// is a client that asks once, and the provider finds out what became of an unanswered request.
/// </summary>
public sealed class AzureStorageAccount
{
    private const int Retries = 3;

    /// <exception cref="StorageUnavailableException">The options name no account, two, or one that makes no sense.</exception>
    public AzureStorageAccount(AzureStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            (Tables, TablesOnce, Blobs, BlobsOnce) = (
                TablesOf(options, Retries), TablesOf(options, 0),
                BlobsOf(options, Retries), BlobsOf(options, 0));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or UriFormatException or InvalidOperationException)
        {
            // What the SDK says may hold parts of the connection string, and with it the key.
            throw new StorageUnavailableException("ConnectNow:Storage:ConnectionString or ConnectNow:Storage:AccountName is not one of a storage account.");
        }
    }

    /// <summary>For reads, and for writes that may be done twice.</summary>
    public TableServiceClient Tables { get; }

    /// <summary>For conditional writes: never tries again by itself.</summary>
    public TableServiceClient TablesOnce { get; }

    /// <summary>For reads, and for writes that may be done twice.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>For conditional writes: never tries again by itself.</summary>
    public BlobServiceClient BlobsOnce { get; }

    /// <summary>What is wrong with the options, in one sentence that holds no key; null when they name one account.</summary>
    public static string? Flaw(AzureStorageOptions options)
    {
        try
        {
            _ = new AzureStorageAccount(options);
            return null;
        }
        catch (StorageUnavailableException fault)
        {
            return fault.Message;
        }
    }

    private static GrantedTables TablesOf(AzureStorageOptions options, int retries)
    {
        var client = Bounded(new TableClientOptions(), options, retries);
        return options switch
        {
            { ConnectionString: { Length: > 0 } connection, AccountName: null or "" } => new GrantedTables(connection, client),
            { ConnectionString: null or "", AccountName: { Length: > 0 } name } => new GrantedTables(AddressOf(name, "table"), new DefaultAzureCredential(), client),
            _ => throw NotOne(),
        };
    }

    private static BlobServiceClient BlobsOf(AzureStorageOptions options, int retries)
    {
        var client = Bounded(new BlobClientOptions(), options, retries);
        return options switch
        {
            { ConnectionString: { Length: > 0 } connection, AccountName: null or "" } => new BlobServiceClient(connection, client),
            { ConnectionString: null or "", AccountName: { Length: > 0 } name } => new BlobServiceClient(AddressOf(name, "blob"), new DefaultAzureCredential(), client),
            _ => throw NotOne(),
        };
    }

    private static T Bounded<T>(T client, AzureStorageOptions options, int retries)
        where T : ClientOptions
    {
        client.Retry.MaxRetries = retries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        client.Retry.NetworkTimeout = options.RequestTimeout;
        client.Diagnostics.IsTelemetryEnabled = false;
        return client;
    }

    private static Uri AddressOf(string name, string service) =>
        name.Length is >= 3 and <= 24 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            ? new Uri($"https://{name}.{service}.core.windows.net/")
            : throw new FormatException();

    private static InvalidOperationException NotOne() => new();
}
