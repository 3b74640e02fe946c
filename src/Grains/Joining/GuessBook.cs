using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <summary>
/// The tries of one place: those that failed (<see cref="GuessLimiter"/>), those under way, and the spare ones. At every moment no more are
/// under way than may turn out wrong, so however many come at once, no more are made than one after the other would be.
/// </summary>
public sealed class GuessBook
{
    /// <summary>In which one spare try comes back.</summary>
    public static readonly TimeSpan SpareReturn = TimeSpan.FromMinutes(5);

    /// <summary>After which a try of which nobody has said how it went counts as wrong.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, (DateTimeOffset Since, bool IsSpare)> _underWay = [];
    private GuessLimiter _throttle = GuessLimiter.Fresh;
    private double _spareUsed;
    private DateTimeOffset _spareSince;
    private long _last;

    /// <summary>Whether a try is under way whose end may make room for another.</summary>
    public bool IsBusy => _underWay.Count > 0;

    /// <summary>Begins a try; says how long to wait for one; or neither, when those under way must end first.</summary>
    public GuessTurn? Begin(GuessLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(limits);
        EndOverdue(now);
        var ordinary = _underWay.Values.Count(turn => !turn.IsSpare);
        var failures = _throttle.FailuresAt(now);
        var wait = _throttle.Wait(limits.Free, now);
        if (failures < limits.Free ? failures + ordinary < limits.Free : wait is null && ordinary == 0) return Start(isSpare: false, now);
        if (failures >= limits.Free && SpareLeft(limits, now) >= 1)
        {
            _spareUsed++;
            return Start(isSpare: true, now);
        }

        if (IsBusy) return null;
        return new GuessTurn { Wait = Sooner(wait, limits, now) };
    }

    /// <summary>A try has ended. Answers how many free ones are left.</summary>
    public int End(long turn, bool right, GuessLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (_underWay.Remove(turn, out var ended))
        {
            if (!right && !ended.IsSpare) _throttle = _throttle.Fail(now);
            if (right && ended.IsSpare) _spareUsed = Math.Max(0, _spareUsed - 1);
        }

        return _throttle.TriesLeft(limits.Free);
    }

    private GuessTurn Start(bool isSpare, DateTimeOffset now)
    {
        _underWay[++_last] = (now, isSpare);
        return new GuessTurn { Number = _last };
    }

    private void EndOverdue(DateTimeOffset now)
    {
        foreach (var (turn, (since, isSpare)) in _underWay.Where(turn => now - turn.Value.Since >= Overdue).ToList())
        {
            _underWay.Remove(turn);
            if (!isSpare) _throttle = _throttle.Fail(now);
        }
    }

    private double SpareLeft(GuessLimits limits, DateTimeOffset now)
    {
        _spareUsed = Math.Max(0, _spareUsed - ((now - _spareSince) / SpareReturn));
        _spareSince = now;
        return limits.Spare - _spareUsed;
    }

    private TimeSpan Sooner(TimeSpan? wait, GuessLimits limits, DateTimeOffset now)
    {
        var ordinary = wait ?? TimeSpan.FromSeconds(1);
        if (limits.Spare == 0) return ordinary;
        var spare = (1 - SpareLeft(limits, now)) * SpareReturn;
        return spare < ordinary && spare > TimeSpan.Zero ? spare : ordinary;
    }
}
