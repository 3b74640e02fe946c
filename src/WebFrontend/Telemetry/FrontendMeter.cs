using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.WebFrontend.Telemetry;

/// <summary>What a frontend counts: who is connected, how soon they hear what was said, and what it had to refuse.</summary>
internal sealed class FrontendMeter
{
    private readonly Meter _meter;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _resyncs;
    private readonly Counter<long> _joins;
    private readonly Counter<long> _joinRefusals;
    private readonly Counter<long> _signIns;
    private readonly Counter<long> _signInRefusals;
    private readonly Counter<long> _accessRefusals;
    private readonly Counter<long> _rateLimited;
    private readonly Counter<long> _drained;

    public FrontendMeter(IMeterFactory meters)
    {
        _meter = meters.Create(TelemetryNames.Meter);
        _lag = _meter.CreateHistogram(
            "connectnow.delivery.lag", "s", "From the time an event bears, just before its commit, to when this frontend has written it to its connections.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _resyncs = Counter("connectnow.resyncs", "{resync}", "Times that what a frame would have brought was fetched instead, by reason.");
        _joins = Counter("connectnow.joins", "{join}", "People let into a chat by its page.");
        _joinRefusals = Counter("connectnow.join.refusals", "{refusal}", "Steps into a chat that were refused, by reason.");
        _signIns = Counter("connectnow.sign_ins", "{sign_in}", "Browsers and programs signed in by a code.");
        _signInRefusals = Counter("connectnow.sign_in.refusals", "{refusal}", "Steps of signing in by a code that were refused, by reason.");
        _accessRefusals = Counter("connectnow.access.refusals", "{refusal}", "Calls that were refused for what they bear: a credential, a right, an origin; by reason.");
        _rateLimited = Counter("connectnow.rate_limited", "{call}", "Calls that came too fast, by limit.");
        _drained = Counter("connectnow.drained", "{connection}", "Connections of a frontend that stops, by outcome: moved, or cut.");
    }

    /// <summary>Read when the figures are collected.</summary>
    public void Observe(Func<long> connections, Func<long> people)
    {
        _meter.CreateObservableUpDownCounter("connectnow.connections", connections, "{connection}", "Open hub connections.");
        _meter.CreateObservableUpDownCounter("connectnow.people", people, "{person}", "People in chats with at least one connection here: one in two chats counts twice.");
    }

    /// <summary>A frame was written to its connections. The clocks of two machines differ: never negative.</summary>
    public void Delivered(DateTimeOffset at, TimeProvider time)
    {
        if (_lag.Enabled) _lag.Record(Math.Max(0, (time.GetUtcNow() - at).TotalSeconds));
    }

    public void Resynced(string reason) => _resyncs.Add(1, Reason(reason));

    public void Joined() => _joins.Add(1);

    public void JoinRefused(string reason) => _joinRefusals.Add(1, Reason(reason));

    public void SignedIn() => _signIns.Add(1);

    public void SignInRefused(string reason) => _signInRefusals.Add(1, Reason(reason));

    public void AccessRefused(string reason) => _accessRefusals.Add(1, Reason(reason));

    public void RateLimited(string limit) => _rateLimited.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Drained(long moved, long cut)
    {
        if (moved > 0) _drained.Add(moved, new KeyValuePair<string, object?>("outcome", "moved"));
        if (cut > 0) _drained.Add(cut, new KeyValuePair<string, object?>("outcome", "cut"));
    }

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);

    private Counter<long> Counter(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);
}

/// <summary>Why events were fetched that a frame should have brought.</summary>
internal static class ResyncReason
{
    /// <summary>A connection took its frames too slowly, and was told to resync.</summary>
    public const string SlowConnection = "slow_connection";

    /// <summary>A browser came back knowing so little that it got a fresh page.</summary>
    public const string TooFarBehind = "too_far_behind";

    /// <summary>A frame did not come to this frontend; nobody noticed.</summary>
    public const string LostFrame = "lost_frame";
}
