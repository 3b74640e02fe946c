namespace ConnectNow.Bench.Realtime;

/// <summary>
/// Holds a server to the protocol's one rule: a connection gets the events of its chat by number, each once, none left out. It says of
/// every event what it is; anyone who asks counts.
/// </summary>
internal sealed class TimelineOrder
{
    private bool _isWaiting;
    private long _passed;
    private long _mayRepeat;

    /// <summary>The number up to which everything is here.</summary>
    public long Last { get; private set; }

    /// <summary>Begins with what a first snapshot says.</summary>
    public void Begin(long lastSeq) => Last = lastSeq;

    /// <summary>Forgets the newest events, as if they had never come.</summary>
    public void FallBehind(int events) => Last = Math.Max(0, Last - events);

    /// <summary>Something is missing, and is being asked for: what comes before the answer comes again with it, or after it.</summary>
    public void Wait() => _isWaiting = true;

    /// <summary>An event that came by itself.</summary>
    public Turn Heard(long seq)
    {
        if (_isWaiting)
        {
            _passed = Math.Max(_passed, seq);
            return Turn.Passed;
        }

        if (seq <= Last) return seq <= _mayRepeat ? Turn.Passed : Turn.Again;
        if (seq == Last + 1)
        {
            Last = seq;
            return Turn.Next;
        }

        _passed = Math.Max(_passed, seq);
        Wait();
        return Turn.TooEarly;
    }

    /// <summary>An event of an answer to <c>Open</c> or <c>Sync</c>.</summary>
    public Turn Answered(long seq)
    {
        if (seq <= Last) return Turn.Again;
        var turn = seq == Last + 1 ? Turn.Next : Turn.Skipped;
        Last = seq;
        return turn;
    }

    /// <summary>
    /// All events of an answer have been taken. True when everything is here; false when events that were passed over in the meantime came
    /// after the answer was made: they are to be asked for again.
    /// </summary>
    public bool EndAnswer()
    {
        _mayRepeat = Last;
        return !(_isWaiting = Last < _passed);
    }
}

/// <summary>What an event is, by its number.</summary>
internal enum Turn
{
    /// <summary>The next one.</summary>
    Next,

    /// <summary>One that came before: a duplicate.</summary>
    Again,

    /// <summary>Some before it are missing, and are to be asked for: a gap.</summary>
    TooEarly,

    /// <summary>Some before it are missing in the very answer that was to bring them: a gap, for good.</summary>
    Skipped,

    /// <summary>Neither right nor wrong: it came while others were being asked for.</summary>
    Passed,
}
