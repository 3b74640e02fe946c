using System.Net;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>Keeps the first transaction back, as lost as its client can tell, until it is delivered.</summary>
internal sealed class DelayingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private HttpRequestMessage? _kept;

    /// <summary>Storage gets what was kept back; its answer.</summary>
    public async Task<HttpStatusCode> DeliverAsync()
    {
        using var answer = await base.SendAsync(_kept!, CancellationToken.None);
        return answer.StatusCode;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || _kept is not null) return await base.SendAsync(request, cancellationToken);
        _kept = await CopyAsync(request, cancellationToken);
        throw new TaskCanceledException("The request was given up.");
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = new ByteArrayContent(await request.Content!.ReadAsByteArrayAsync(cancellationToken)),
        };
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        foreach (var (name, values) in request.Content.Headers) copy.Content.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }
}
