namespace ConnectNow.Providers.AzureAccount;

/// <summary>Which storage account a cluster lives on. One of the two is given.</summary>
public sealed record AzureStorageOptions
{
    /// <summary>A connection string with a key, as the emulator and other accounts without managed identity need it.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// The name of an account that this process reaches by its managed identity (or whatever else <c>DefaultAzureCredential</c> finds).
    /// </summary>
    public string? AccountName { get; init; }

    /// <summary>How long one request may take before it counts as unanswered. Default: 5 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
