using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace ConnectNow.Storage.AzurePersistence;

/// <summary>Gives a silo grain storage in blobs, by the names of the official package.</summary>
public static class AzureBlobGrainStorageExtensions
{
    /// <inheritdoc cref="AddAzureBlobGrainStorage(IServiceCollection, string, Action{OptionsBuilder{AzureBlobStorageOptions}}?)"/>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configureOptions) =>
        builder.AddAzureBlobGrainStorage(name, options => options.Configure(configureOptions));

    /// <inheritdoc cref="AddAzureBlobGrainStorage(IServiceCollection, string, Action{OptionsBuilder{AzureBlobStorageOptions}}?)"/>
    public static ISiloBuilder AddAzureBlobGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAzureBlobGrainStorage(name, configureOptions);
        return builder;
    }

    /// <summary>The same for grains that name no storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<AzureBlobStorageOptions> configureOptions) =>
        builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>The same for grains that name no storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(
        this ISiloBuilder builder, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null) =>
        builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>
    /// Keeps grain state under this provider name, in a container that is there when the silo has started; a silo starts only when storage
    /// answers. Bodies are JSON, unless an <see cref="IGrainStorageSerializer"/> is registered under the same name.
    /// </summary>
    public static IServiceCollection AddAzureBlobGrainStorage(
        this IServiceCollection services, string name, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null)
    {
        configureOptions?.Invoke(services.AddOptions<AzureBlobStorageOptions>(name));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>(name);
        services.AddTransient<IPostConfigureOptions<AzureBlobStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<AzureBlobStorageOptions>>();
        services.AddTransient<IConfigurationValidator>(provider => new AzureBlobStorageOptionsValidator(OptionsOf(provider, name), name));
        services.ConfigureNamedOptionForLogging<AzureBlobStorageOptions>(name);
        return services.AddGrainStorage(
            name, static (provider, name) => ActivatorUtilities.CreateInstance<AzureBlobGrainStorage>(provider, name, OptionsOf(provider, name)));
    }

    private static AzureBlobStorageOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
}
