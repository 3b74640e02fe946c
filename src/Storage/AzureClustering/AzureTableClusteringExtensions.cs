using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Messaging;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>Makes silos and clients of one cluster find each other in a table of a storage account.</summary>
public static class AzureTableClusteringExtensions
{
    /// <inheritdoc cref="AzureTableClusteringExtensions"/>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<AzureStorageClusteringOptions> configureOptions) =>
        builder.UseAzureStorageClustering((OptionsBuilder<AzureStorageClusteringOptions> options) => options.Configure(configureOptions));

    /// <inheritdoc cref="AzureTableClusteringExtensions"/>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<OptionsBuilder<AzureStorageClusteringOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Configure(builder.Services, configureOptions);
        builder.Services.AddSingleton<IMembershipTable, AzureMembershipTable>();
        return builder;
    }

    /// <inheritdoc cref="AzureTableClusteringExtensions"/>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<AzureStorageGatewayOptions> configureOptions) =>
        builder.UseAzureStorageClustering((OptionsBuilder<AzureStorageGatewayOptions> options) => options.Configure(configureOptions));

    /// <inheritdoc cref="AzureTableClusteringExtensions"/>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<OptionsBuilder<AzureStorageGatewayOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Configure(builder.Services, configureOptions);
        builder.Services.AddSingleton<IGatewayListProvider, AzureGatewayListProvider>();
        return builder;
    }

    private static void Configure<TOptions>(IServiceCollection services, Action<OptionsBuilder<TOptions>> configure)
        where TOptions : AzureStorageOperationOptions
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddOptions<TOptions>());
        services.AddTransient<IConfigurationValidator, Complete<TOptions>>();
    }

    /// <summary>A silo or client whose options name no table does not start.</summary>
    private sealed class Complete<TOptions>(IOptions<TOptions> options) : IConfigurationValidator
        where TOptions : AzureStorageOperationOptions
    {
        public void ValidateConfiguration() => _ = options.Value.Table;
    }
}
