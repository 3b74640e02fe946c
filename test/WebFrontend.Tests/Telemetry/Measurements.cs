using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>What one application measures, and no other of this process.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _taken = new();

    public Measurements(IMeterFactory application)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TelemetryNames.Meter && ReferenceEquals(instrument.Meter.Scope, application)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All values of an instrument so far, of those with these tags, like <c>reason=wrong_password</c>.</summary>
    public IReadOnlyList<double> Of(string name, string tags = "") =>
        [.. _taken.Where(measured => measured.Name == name && (tags.Length == 0 || measured.Tags == tags)).Select(measured => measured.Value)];

    /// <summary>What an observed instrument says now.</summary>
    public double Now(string name)
    {
        _listener.RecordObservableInstruments();
        return Of(name)[^1];
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _taken.Enqueue((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
