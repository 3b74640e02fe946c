using Microsoft.AspNetCore.SignalR;

namespace ConnectNow.WebFrontend.Realtime.Sockets;

/// <summary>
/// Takes a WebSocket that comes to the hub without negotiation straight to it; everything else goes the long way, through the framework's
/// connections. Stands behind authorisation and the <see cref="HubConnectionFilter"/>. Why: docs/decisions/0013.
/// </summary>
internal sealed class HubSockets(RequestDelegate next, HubConnectionHandler<ChatHub> hub, OpenSockets open, TimeProvider time)
{
    // The hub pings by itself.
    private static readonly WebSocketAcceptContext Plain = new() { KeepAliveInterval = Timeout.InfiniteTimeSpan };

    public Task InvokeAsync(HttpContext http) =>
        http.Request.Path == RealtimeExtensions.HubPath && http.WebSockets.IsWebSocketRequest && !http.Request.Query.ContainsKey("id")
            ? AcceptAsync(http)
            : next(http);

    private async Task AcceptAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Plain);
        var connection = new HubSocket(socket, http, time);
        open.Add(connection);
        try
        {
            await connection.RunAsync(hub);
        }
        finally
        {
            open.Remove(connection);
        }
    }
}
