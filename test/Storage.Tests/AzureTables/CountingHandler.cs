namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>Counts requests, and lets something happen after each was answered, before the client knows.</summary>
internal sealed class CountingHandler(Func<int, Task>? after = null) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _requests);
        var answer = await base.SendAsync(request, cancellationToken);
        // What storage has said by now is what the client will hear.
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        if (after is not null) await after(number);
        return answer;
    }
}
