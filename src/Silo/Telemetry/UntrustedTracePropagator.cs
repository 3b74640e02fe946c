using System.Diagnostics;

namespace ConnectNow.Silo.Telemetry;

/// <summary>
/// Traces begin with us. What a request says of a trace of its own is not believed: anybody could have all of theirs recorded, and
/// send baggage through the whole cluster. Calls between grains, which nobody outside can make, go on with the trace they belong to.
/// </summary>
/// <remarks>
/// Orleans keeps what it propagates in its request context and gives no carrier; requests and hub calls are carriers of what they say.
/// </remarks>
internal sealed class UntrustedTracePropagator : DistributedContextPropagator
{
    private readonly DistributedContextPropagator _inner = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        _inner.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        if (carrier is null) _inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
