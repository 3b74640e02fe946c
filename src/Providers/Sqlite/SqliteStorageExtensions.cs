using ConnectNow.Grains;
using ConnectNow.Grains.Chats.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.Sqlite;

/// <summary>Puts storage in SQLite together.</summary>
public static class SqliteStorageExtensions
{
    /// <summary>
    /// Keeps timelines in <c>{DataDirectory}/connectnow.db</c>. The database opens when the host starts, whatever the order of
    /// registration, and closes, drained, when everything else has stopped.
    /// </summary>
    /// <exception cref="StorageUnavailableException">On starting the host: one sentence that says why the database cannot be
    /// opened.</exception>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteDatabase.Open(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        services.AddSingleton<ITimelineStore, SqliteTimelineStore>();
        services.AddHostedService<SqliteStorageLifecycle>();
        return services;
    }
}
