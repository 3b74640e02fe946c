using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace ConnectNow.Micro.WebFrontend.Realtime;

/// <summary>The hub's protocols, set as the product sets them.</summary>
internal static class Protocols
{
    public static IHubProtocol Json()
    {
        var options = new JsonHubProtocolOptions();
        WireFormat.Apply(options.PayloadSerializerOptions);
        return new JsonHubProtocol(Options.Create(options));
    }

    public static IHubProtocol MessagePack() =>
        new MessagePackHubProtocol(Options.Create(new MessagePackHubProtocolOptions { SerializerOptions = WireFormat.MessagePack }));
}
