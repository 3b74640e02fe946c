using BenchmarkDotNet.Attributes;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Micro.Grains.Chats.Timeline;

/// <summary>The newest events that a chat keeps in memory, full, with one more coming in.</summary>
public class TailBenchmarks
{
    private const int Events = 4_096;

    private readonly ChatEvent[] _messages = Sample.Messages(Events);
    private readonly Tail _tail = new();

    [Benchmark(OperationsPerInvoke = Events)]
    public long Append()
    {
        _tail.Load([], 0);
        foreach (var message in _messages) _tail.Append(message);
        return _tail.Next;
    }
}
