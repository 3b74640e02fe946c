using ConnectNow.Companies;
using ConnectNow.Grains.Companies;
using ConnectNow.Grains.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ConnectNow.Silo;

/// <summary>What a silo needs wherever it runs: everything but where it keeps things and whom it meets.</summary>
internal static class Engine
{
    public static void AddEngine(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddPlans(builder.Configuration);
        builder.Services.AddPush(builder.Configuration);
        builder.Services.AddFileSweep();
    }

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
