namespace ConnectNow.Grains.Joining;

/// <summary>
/// Which networks have typed one chat's password wrong, and which have typed it right. 500 failures without 15 quiet minutes between them
/// are an attack; a network counts with 20 at most, so that nobody makes one of a single organisation's addresses.
/// </summary>
public sealed class PasswordGuessWatch
{
    public const int AttackSize = 500;
    public const int MostOfOne = 20;
    private const int MostKnown = 1_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, int> _failures = [];
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _known = [];
    private DateTimeOffset _last;
    private int _count;

    /// <summary>Whether there is an attack and nobody has ever come in from this network.</summary>
    public bool IsStrange(string network, DateTimeOffset now)
    {
        Calm(now);
        return _count >= AttackSize && !_known.Contains(network);
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
        // More networks change nothing once the attack is recognised.
        if (_count >= AttackSize) return;
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
