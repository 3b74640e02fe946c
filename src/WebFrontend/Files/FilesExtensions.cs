using ConnectNow.Files;

namespace ConnectNow.WebFrontend.Files;

/// <summary>Composes what moves files between connections and the store.</summary>
internal static class FilesExtensions
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<KeyedLock<FileKey>>();
        services.AddSingleton<UploadCompletion>();
        services.AddSingleton<ArrivingFiles>();
        return services;
    }
}
