using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>Makes the storage account known to the providers that live on it.</summary>
public static class AzureStorageAccountExtensions
{
    /// <inheritdoc cref="AzureStorageAccount(AzureStorageOptions)"/>
    public static AzureStorageAccount AddAzureStorageAccount(this IServiceCollection services, AzureStorageOptions options)
    {
        var account = new AzureStorageAccount(options);
        services.AddSingleton(account);
        return account;
    }
}
