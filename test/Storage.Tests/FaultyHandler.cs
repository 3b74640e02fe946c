using System.Net;

namespace ConnectNow.Storage.Tests;

/// <summary>What becomes of a request.</summary>
public enum Fate
{
    Passes,

    /// <summary>The connection breaks before anything has arrived.</summary>
    NeverArrives,

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    LosesItsAnswer,

    /// <summary>Storage is busy: 503, nothing done.</summary>
    IsTurnedAway,
}

/// <summary>A network between a client and storage on which each request meets the fate that a test has for it.</summary>
internal sealed class FaultyHandler(Func<HttpRequestMessage, Fate> fateOf) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _faults;

    /// <summary>Requests that did not pass.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>The first so many requests of a method meet these fates, whatever else is asked; the others pass.</summary>
    public static FaultyHandler OnFirst(HttpMethod method, params Fate[] fates)
    {
        var asked = -1;
        return new(request => request.Method == method && Interlocked.Increment(ref asked) is var number && number < fates.Length ? fates[number] : Fate.Passes);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fate = fateOf(request);
        if (fate != Fate.Passes) Interlocked.Increment(ref _faults);
        switch (fate)
        {
            case Fate.NeverArrives:
                throw new HttpRequestException("The connection was reset.", new IOException("The connection was reset."));
            case Fate.LosesItsAnswer:
                using (await base.SendAsync(request, cancellationToken))
                    throw new HttpRequestException("The connection was reset.", new IOException("The connection was reset."));
            case Fate.IsTurnedAway:
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request, Content = new ByteArrayContent([]) };
                busy.Headers.Add("x-ms-error-code", "ServerBusy");
                return busy;
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }
}
