using System.Diagnostics;
using OpenTelemetry;

namespace ConnectNow.Silo.Telemetry;

/// <summary>
/// Takes out of spans what may tell of whom they are: names of grains hold ids and hashes of addresses, paths and queries whatever was
/// typed, and the text of an exception what it failed on. What is left says which step, how long, and how it ended.
/// </summary>
internal sealed class RedactionProcessor : BaseProcessor<Activity>
{
    private const string Path = "url.path";

    private static readonly string[] Telling =
    [
        "rpc.orleans.target_id", "rpc.orleans.source_id", "url.query", "url.full", "user_agent.original", "client.address", "network.peer.address",
        "network.peer.port", "exception.message", "exception.stacktrace", "orleans.grain.id", "orleans.activation.id",
    ];

    public override void OnEnd(Activity data)
    {
        foreach (var name in Telling)
        {
            if (data.GetTagItem(name) is not null) data.SetTag(name, null);
        }

        if (data.GetTagItem(Path) is not null) data.SetTag(Path, data.GetTagItem("http.route"));
        if (data.StatusDescription is not null) data.SetStatus(data.Status);
    }
}
