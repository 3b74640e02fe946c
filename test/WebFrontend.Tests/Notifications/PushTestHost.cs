using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Notifications;

/// <summary>A server that speaks to a push service on this machine, with times short enough to wait for.</summary>
public sealed class PushTestHost : IAsyncLifetime
{
    /// <summary>No more than one notification in that time.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.3);

    public Server Server { get; private set; } = null!;

    internal PushService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await PushService.StartAsync();
        Server = await Server.StartAsync(Options(Service));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Service.DisposeAsync();
    }

    internal static string[] Options(PushService service) =>
    [
        "--ConnectNow:Push:Services:0", service.Origin, "--ConnectNow:Push:Subject", "mailto:operator@example.com",
        "--ConnectNow:Push:ReadingTime", "00:00:06", "--ConnectNow:Push:Interval", $"{Interval:c}",
    ];
}
