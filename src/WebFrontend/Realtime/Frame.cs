using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>Something said to many connections, written once for each protocol they speak.</summary>
/// <param name="Message">The bytes, made when the first connection of a protocol needs them.</param>
/// <param name="UpTo">The number of the last event in it; null for what bears no number and may be lost.</param>
internal sealed record Frame(SerializedHubMessage Message, long? UpTo)
{
    public bool MayBeLost => UpTo is null;

    public static Frame Numbered(EventsBody body, long upTo) => new(Write(HubEvents.Events, body), upTo);

    public static Frame Passing(string name, object body) => new(Write(name, body), null);

    public static SerializedHubMessage Write(string name, object body) => new(new InvocationMessage(name, [body]));
}
