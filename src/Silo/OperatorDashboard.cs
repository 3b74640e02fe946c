using ConnectNow.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;

namespace ConnectNow.Silo;

/// <summary>
/// What Orleans' dashboard needs of silos and of those who show it; there only when an operator's token is set. Who gets to see it is
/// decided where it is shown. While nobody looks, calls are not timed.
/// </summary>
internal static class OperatorDashboard
{
    private static bool IsWanted(IHostApplicationBuilder builder) => SettingsReader.Of(builder).Text("Operator:Token") is not null;

    public static void AddDashboardOfSilo(this IHostApplicationBuilder builder)
    {
        if (IsWanted(builder)) builder.UseOrleans(silo => silo.AddDashboard(WithoutLogs));
    }

    public static void AddDashboardOfClient(this IHostApplicationBuilder builder)
    {
        if (IsWanted(builder)) builder.UseOrleansClient(client => client.AddDashboard(WithoutLogs));
    }

    private static void WithoutLogs(DashboardOptions dashboard) => dashboard.HideTrace = true;
}
