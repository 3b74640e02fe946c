using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Resilience.Clients;

// As docs/protocol.md says: only what is needed here.
internal sealed record WireEvent(long Seq, string Kind, string? ClientId, string? Text);

internal sealed record WireEvents(IReadOnlyList<WireEvent> Events);

internal sealed record WireNothing;

internal sealed record WireSignedOut(string? Reason);

internal sealed record WireMoving(int WithinMs);

internal sealed record WireRefusal(string Reason, string Message, int? RetryAfter);

internal sealed record WireMessage(string ClientId, string Text);

internal sealed record WireSent(long? Seq, WireRefusal? Refusal);

internal sealed record WireSnapshot(IReadOnlyList<WireEvent>? Events, long? LastSeq, bool? Reset, WireRefusal? Refusal);

internal sealed record WireRange(long Before, int Count);

internal sealed record WireHistory(IReadOnlyList<WireEvent>? Events, bool? HasMore, WireRefusal? Refusal);

internal static class Wire
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>A WebSocket without negotiation, as browsers connect.</summary>
    public static HubConnection Build(Uri frontend, string chatId, string token) => new HubConnectionBuilder()
        .WithUrl(new Uri(frontend, $"/hubs/chat?chat={chatId}"), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
            options.Headers.Add("Authorization", $"Bearer {token}");
        })
        .AddJsonProtocol(options => options.PayloadSerializerOptions = Json)
        .Build();
}
