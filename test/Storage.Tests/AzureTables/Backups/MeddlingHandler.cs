namespace ConnectNow.Storage.Tests.AzureTables.Backups;

/// <summary>Something happens before a request goes out: it is told its number, from 1 on, and may throw.</summary>
internal sealed class MeddlingHandler(Func<int, HttpRequestMessage, Task> before) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _met;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await before(Interlocked.Increment(ref _met), request);
        return await base.SendAsync(request, cancellationToken);
    }
}
