using ConnectNow.Companies;
using ConnectNow.Configuration;
using ConnectNow.Grains.Companies;
using ConnectNow.Grains.Files;
using ConnectNow.Grains.Joining;
using ConnectNow.Grains.Sealing;
using ConnectNow.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ConnectNow.Silo;

/// <summary>What a silo needs wherever it runs: everything but where it keeps things and whom it meets.</summary>
internal static class SiloServices
{
    /// <summary>Adds it; what makes no sense in the settings is noted with the host's reader.</summary>
    public static void AddSiloServices(this IHostApplicationBuilder builder)
    {
        var settings = SettingsReader.Of(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddPlans(settings);
        builder.Services.AddJoining(settings);
        builder.Services.AddPush(settings);
        builder.Services.AddFileSweep();
        builder.Services.AddMail(settings);
        builder.Services.AddSeal();
        builder.Services.AddChatMeters();
    }

    private static void AddPlans(this IServiceCollection services, SettingsReader settings)
    {
        var plans = settings.Names("Plans")
            .ToDictionary(name => name, name => LimitsOf(settings, $"Plans:{name}"), StringComparer.OrdinalIgnoreCase);
        var first = settings.Text("DefaultPlan") ?? new PlanOptions().DefaultPlan;
        if (plans.Count == 0) plans[first] = new PlanLimits();
        if (!plans.ContainsKey(first)) settings.Wrong($"{SettingsReader.PathOf("DefaultPlan")} is \"{first}\"; it must name one of the plans in {SettingsReader.PathOf("Plans")}.");
        services.Configure<PlanOptions>(options =>
        {
            options.DefaultPlan = first;
            foreach (var (name, limits) in plans) options.Plans[name] = limits;
        });
    }

    private static void AddJoining(this IServiceCollection services, SettingsReader settings)
    {
        var usual = new JoiningOptions();
        var (atOnce, aDay) = (settings.Count("Joining:NewPeopleAtOnce", usual.NewPeopleAtOnce, 1), settings.Count("Joining:NewPeopleADay", usual.NewPeopleADay, 1));
        services.Configure<JoiningOptions>(options => (options.NewPeopleAtOnce, options.NewPeopleADay) = (atOnce, aDay));
    }

    private static PlanLimits LimitsOf(SettingsReader settings, string plan)
    {
        var usual = new PlanLimits();
        return new PlanLimits
        {
            PeoplePerChat = settings.Count($"{plan}:PeoplePerChat", usual.PeoplePerChat, 1),
            Chats = settings.Count($"{plan}:Chats", usual.Chats, 1),
            FileBytes = settings.Number($"{plan}:FileBytes", usual.FileBytes, 0),
            StorageBytes = settings.Number($"{plan}:StorageBytes", usual.StorageBytes, 0),
            Companies = settings.Count($"{plan}:Companies", PlanLimits.UsualCompanies, 0),
        };
    }
}
