using System.Net;
using ConnectNow.Companies;
using ConnectNow.Grains;
using ConnectNow.Grains.Companies;
using ConnectNow.Grains.Files;
using ConnectNow.Storage;
using ConnectNow.Storage.Files;
using ConnectNow.Storage.Mailers;
using ConnectNow.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>A silo that needs no other server: it keeps everything in one directory and listens on the loopback address alone.</summary>
public static class EmbeddedSilo
{
    /// <summary>
    /// Adds the silo to a host. Its ports are free ones, so that any number of hosts run side by side, each with a directory of its own.
    /// </summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="dataDirectory">An existing directory that can be written to.</param>
    /// <param name="gatewayPort">Where clients from other processes connect; 0: nowhere, the host's own client needs no port.</param>
    /// <exception cref="OptionsValidationException">The plans in <c>ConnectNow:Plans</c> make no sense; when the host starts.</exception>
    public static IHostApplicationBuilder AddEmbeddedSilo(this IHostApplicationBuilder builder, string dataDirectory, int gatewayPort = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddPlans(builder.Configuration);
        builder.Services.AddSqliteStorage(new SqliteStorageOptions { DataDirectory = dataDirectory });
        builder.Services.AddFolderFileStore(new FolderFileStoreOptions { DataDirectory = dataDirectory });
        builder.Services.AddPush(builder.Configuration);
        builder.Services.AddOutboxMailer(new OutboxMailerOptions { DataDirectory = dataDirectory });
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.OnLoopback(), gatewayPort, serviceId: "connectnow", clusterId: "embedded")
            .Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback)
            .AddSqliteGrainStorage(GrainStorage.Durable));
        builder.Services.AddFileSweep();
        return builder;
    }

    /// <summary>The sentence for the operator when the host could not start because of what only the operator can change; null for other faults.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        StorageUnavailableException storage => storage.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        // How configuration says that a value is no number.
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } value => value.Message,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => null,
    };

    private static void AddPlans(this IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<PlanOptions>()
            .Configure(options =>
            {
                options.DefaultPlan = configuration["ConnectNow:DefaultPlan"] ?? options.DefaultPlan;
                foreach (var plan in configuration.GetSection("ConnectNow:Plans").GetChildren())
                    options.Plans[plan.Key] = plan.Get<PlanLimits>() ?? new PlanLimits();
                if (options.Plans.Count == 0) options.Plans[options.DefaultPlan] = new PlanLimits();
            })
            .Validate(
                options => options.Plans.ContainsKey(options.DefaultPlan),
                "ConnectNow:DefaultPlan must name one of the plans in ConnectNow:Plans.")
            .Validate(
                options => options.Plans.Values.All(plan => plan is { PeoplePerChat: > 0, Chats: > 0, FileBytes: >= 0, StorageBytes: >= 0 }),
                "ConnectNow:Plans must allow at least one chat and one person in it, and no negative sizes.")
            .ValidateOnStart();
}
