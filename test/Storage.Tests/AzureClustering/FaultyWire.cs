using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace ConnectNow.Storage.Tests.AzureClustering;

/// <summary>Between a client and its tables: loses what it is told to lose, in turn, of the writes that pass.</summary>
public sealed class FaultyWire : HttpPipelinePolicy
{
    public enum Fault
    {
        None,
        RequestLost,
        AnswerLost,
    }

    private readonly ConcurrentQueue<(Fault Fault, Func<Task>? Meanwhile)> _writes = new();
    private readonly ConcurrentQueue<Func<Task>> _pages = new();
    private int _sent;
    private bool _cut;

    /// <summary>Nothing gets through while it is.</summary>
    public bool Cut { get => Volatile.Read(ref _cut); set => Volatile.Write(ref _cut, value); }

    /// <summary>How many requests have come this far.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>The next transaction has this fault; something else may happen before the client learns of it.</summary>
    public void NextWrite(Fault fault, Func<Task>? meanwhile = null) => _writes.Enqueue((fault, meanwhile));

    /// <summary>Happens once the next page has been read.</summary>
    public void AfterPage(Func<Task> act) => _pages.Enqueue(act);

    public TableServiceClient ClientOf(string connectionString)
    {
        // As a silo's client, which asks again three times; but without the pauses.
        var options = new TableClientOptions { Retry = { MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) } };
        options.AddPolicy(this, HttpPipelinePosition.PerRetry);
        return new TableServiceClient(connectionString, options);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref _sent);
        if (Cut) throw new IOException("The wire is cut.");
        var isTransaction = message.Request.Uri.ToUri().AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal);
        var (fault, meanwhile) = isTransaction && _writes.TryDequeue(out var next) ? next : default;
        if (fault is Fault.RequestLost)
        {
            if (meanwhile is not null) await meanwhile();
            throw new IOException("The request was lost.");
        }

        await ProcessNextAsync(message, pipeline);
        if (message.Request.Method == RequestMethod.Get && _pages.TryDequeue(out var act)) await act();
        if (meanwhile is not null) await meanwhile();
        if (fault is Fault.AnswerLost) throw new IOException("The answer was lost.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
