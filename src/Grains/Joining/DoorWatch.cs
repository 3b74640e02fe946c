namespace ConnectNow.Grains.Joining;

/// <summary>
/// Who has failed at one chat's door, and who has come in by it. 500 failures without 15 quiet minutes between them are a siege; a network counts with
/// 20 at most, so that nobody makes one of a single organisation's addresses.
/// </summary>
public sealed class DoorWatch
{
    public const int Siege = 500;
    public const int MostOfOne = 20;
    private const int MostKnown = 1_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, int> _failures = [];
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _known = [];
    private DateTimeOffset _last;
    private int _count;

    /// <summary>Whether there is a siege and nobody has ever come in from this network.</summary>
    public bool IsStrange(string network, DateTimeOffset now)
    {
        Calm(now);
        return _count >= Siege && !_known.Contains(network);
    }

    public void Note(string network, bool right, DateTimeOffset now)
    {
        Calm(now);
        if (right)
        {
            if (!_known.Add(network)) return;
            _order.Enqueue(network);
            if (_order.Count > MostKnown) _known.Remove(_order.Dequeue());
            return;
        }

        _last = now;
        // At a siege's height more networks say nothing more.
        if (_count >= Siege) return;
        var before = _failures.GetValueOrDefault(network);
        if (before >= MostOfOne) return;
        _failures[network] = before + 1;
        _count++;
    }

    private void Calm(DateTimeOffset now)
    {
        if (now - _last < Quiet) return;
        _failures.Clear();
        _count = 0;
    }
}
