using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// What must hold before a hub connection is opened, besides a good credential: the right chat, not too many, and a server that stays.
/// </summary>
internal sealed class HubConnectionFilter(RequestDelegate next, Readiness readiness, OpenConnections open)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) || http.User.ParticipantId() is not { } id) return next(http);
        if (!readiness.IsReady) return new Refused(Reason.Unavailable).ExecuteAsync(http);
        if (http.Request.Query["chat"] is [{ } chat] && chat != http.User.ChatId()) return new Refused(Reason.NotAllowed).ExecuteAsync(http);
        var isOneMore = !http.Request.Query.ContainsKey("id");
        if (!isOneMore) return next(http);
        return open.Promise(id, ClientAddress.NetworkOf(http)) is { } place
            ? LetInAsync(http, place)
            : new Refused(new Refusal(Reason.TooFast) { RetryAfter = TimeSpan.FromSeconds(30) }).ExecuteAsync(http);
    }

    /// <summary>Keeps the place until the connection has taken it; who only negotiates has some time to come.</summary>
    private async Task LetInAsync(HttpContext http, PromisedPlace place)
    {
        http.Features.Set(place);
        try
        {
            await next(http);
            place.IsNegotiated = http.Response.StatusCode == StatusCodes.Status200OK && HttpMethods.IsPost(http.Request.Method);
        }
        finally
        {
            if (!place.IsNegotiated) open.Break(place);
        }
    }
}
