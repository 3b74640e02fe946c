using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNow.Micro.WebFrontend.Realtime;

/// <summary>
/// One frame to everybody in a chat of 200, into connections that take everything at once: what the fan-out itself costs, without the
/// kernel.
/// </summary>
public class SubscriberBenchmarks
{
    private const int People = 200;

    private static readonly FrontendMeter Meter = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    private readonly Subscriber[] _subscribers = [.. Enumerable.Range(0, People).Select(Subscribe)];

    [Benchmark(OperationsPerInvoke = People)]
    public int Post()
    {
        var frame = Frame.Numbered(new EventsBody(EventView.Of(Sample.Messages(1)), []), 1);
        var pumped = 0;
        foreach (var subscriber in _subscribers)
        {
            if (!subscriber.Post(frame)) continue;
            subscriber.Pump();
            pumped++;
        }

        return pumped;
    }

    private static Subscriber Subscribe(int number)
    {
        var connection = new DefaultConnectionContext($"{number}", new Sink(), new Sink())
        {
            User = CallerClaims.ForParticipant("chat", $"person {number}", stay: 1, scheme: "micro"),
        };
        var hub = new HubConnectionContext(connection, new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromMinutes(1) }, NullLoggerFactory.Instance)
        {
            Protocol = Protocols.Json(),
        };
        return new Subscriber(hub, capacity: 256, DispatchProxy.Create<IGrainFactory, NoGrains>(), TimeProvider.System, Meter);
    }

    /// <summary>A connection into nothing.</summary>
    private sealed class Sink : PipeWriter, IDuplexPipe
    {
        private readonly byte[] _buffer = new byte[64 * 1024];

        public PipeReader Input { get; } = PipeReader.Create(Stream.Null);

        public PipeWriter Output => this;

        public override void Advance(int bytes)
        {
            // Gone.
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            new(new FlushResult(isCanceled: false, isCompleted: false));

        public override void CancelPendingFlush()
        {
            // None ever pends.
        }

        public override void Complete(Exception? exception = null)
        {
            // Nothing is kept.
        }
    }

    /// <summary>Nothing here asks a chat.</summary>
    public class NoGrains : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => null;
    }
}
