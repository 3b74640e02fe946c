using BenchmarkDotNet.Attributes;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ConnectNow.Micro.WebFrontend.Realtime;

/// <summary>What a commit's events cost to write once for everybody in the chat who speaks one protocol.</summary>
public class FrameBenchmarks
{
    private readonly IHubProtocol _json = Protocols.Json();
    private readonly IHubProtocol _messagePack = Protocols.MessagePack();
    private ChatEvent[] _messages = [];

    /// <summary>Events in the frame: a quiet chat, and a busy one.</summary>
    [Params(1, 10)]
    public int Events { get; set; }

    [GlobalSetup]
    public void SetUp() => _messages = Sample.Messages(Events);

    [Benchmark]
    public int Json() => Compose().Message.GetSerializedMessage(_json).Length;

    [Benchmark]
    public int MessagePack() => Compose().Message.GetSerializedMessage(_messagePack).Length;

    private Frame Compose() => Frame.Numbered(new EventsBody(EventView.Of(_messages), []), _messages[^1].Seq);
}
