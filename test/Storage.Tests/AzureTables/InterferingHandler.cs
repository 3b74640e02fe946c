namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>
/// The first request of a method loses its answer, or never arrives; and before the client learns of it something else has happened.
/// </summary>
internal sealed class InterferingHandler(
    HttpMethod method, Func<Task> meanwhile, bool arrives = true) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _met;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != method || Interlocked.Exchange(ref _met, 1) == 1) return await base.SendAsync(request, cancellationToken);
        if (arrives) (await base.SendAsync(request, cancellationToken)).Dispose();
        await meanwhile();
        throw new HttpRequestException("The connection was reset.", new IOException("The connection was reset."));
    }
}
