using BenchmarkDotNet.Attributes;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Micro.Grains.Chats.Timeline;

/// <summary>A message on its way into storage, and out of it.</summary>
public class TimelineCodecBenchmarks
{
    private readonly ChatEvent _message = Sample.Message(4_711);
    private readonly StoredEvent _stored = TimelineCodec.Write(Sample.Message(4_711));

    [Benchmark]
    public int Write() => TimelineCodec.Write(_message).Body.Length;

    [Benchmark]
    public long Read() => TimelineCodec.Read(_stored).Seq;
}
