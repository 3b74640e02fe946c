using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>Gives each hub connection its queue when it comes, and takes it out of its room when it goes, whatever the reason.</summary>
internal sealed class ChatHubLifetime(
    ChatRooms rooms, OpenConnections open, IGrainFactory grains, Settings settings, TimeProvider time, FrontendMeter meter,
    ILogger<DefaultHubLifetimeManager<ChatHub>> logger)
    : DefaultHubLifetimeManager<ChatHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var subscriber = new Subscriber(connection, settings.Limits.FramesPerConnection, grains, time, meter);
        connection.Features.Set(subscriber);
        open.Take(subscriber.ParticipantId, NetworkOf(connection), connection.GetHttpContext()?.Features.Get<PromisedPlace>());
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Features.Get<Subscriber>() is { } subscriber)
        {
            rooms.Leave(subscriber);
            open.Leave(subscriber.ParticipantId, NetworkOf(connection));
        }

        return base.OnDisconnectedAsync(connection);
    }

    private static string NetworkOf(HubConnectionContext connection) =>
        connection.GetHttpContext() is { } http ? ClientAddress.NetworkOf(http) : "";
}
