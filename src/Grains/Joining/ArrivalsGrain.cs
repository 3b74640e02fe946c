using System.Collections.Immutable;
using ConnectNow.Joining;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IArrivalsGrain"/>
internal sealed class ArrivalsGrain(IOptions<JoiningOptions> options, TimeProvider time) : Grain, IArrivalsGrain
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);

    private ImmutableArray<DateTimeOffset> _came = [];

    public Task<TimeSpan?> Take()
    {
        var now = time.GetUtcNow();
        _came = _came.RemoveAll(at => at <= now - ADay);
        var wait = Longer(Wait(options.Value.NewPeopleAtOnce, AtOnce, now), Wait(options.Value.NewPeopleADay, ADay, now));
        if (wait > TimeSpan.Zero) return Task.FromResult<TimeSpan?>(wait);
        _came = _came.Add(now);
        // Memory must last as long as an arrival counts.
        DelayDeactivation(ADay);
        return Task.FromResult<TimeSpan?>(null);
    }

    public Task GiveBack()
    {
        if (!_came.IsEmpty) _came = _came.RemoveAt(_came.Length - 1);
        return Task.CompletedTask;
    }

    private TimeSpan Wait(int most, TimeSpan within, DateTimeOffset now)
    {
        var recent = _came.Count(at => at > now - within);
        return recent < most ? TimeSpan.Zero : _came[_came.Length - most] + within - now;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
