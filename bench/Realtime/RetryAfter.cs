using System.Net;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// Asks again when the server could not just now, as it says to: a machine that is measured is busy, and getting people in is not what is
/// measured.
/// </summary>
internal sealed class RetryAfter() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
{
    private const int Tries = 60;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var left = Tries; ; left--)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter?.Delta is not { } wait || left == 1) return response;
            response.Dispose();
            await Task.Delay(wait, cancellationToken);
        }
    }
}
