using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace ConnectNow.Providers.Sqlite;

/// <summary>Gives a silo grain storage in SQLite.</summary>
public static class SqliteGrainStorageExtensions
{
    /// <summary>
    /// Keeps grain state under this provider name, in the database that <see cref="SqliteStorageExtensions.AddSqliteStorage"/> has added.
    /// Bodies are JSON, unless an <see cref="IGrainStorageSerializer"/> is registered under the same name.
    /// </summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddGrainStorage(name, static (services, name) => new SqliteGrainStorage(
            services.GetRequiredService<SqliteDatabase>(),
            services.GetKeyedService<IGrainStorageSerializer>(name)
                ?? ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(services),
            services.GetRequiredService<IActivatorProvider>()));
        return builder;
    }
}
