using System.Diagnostics;
using ConnectNow.Resilience.Checking;
using ConnectNow.Resilience.Clients;

namespace ConnectNow.Resilience.Faults;

/// <summary>
/// Measures how long it takes after a fault until all is whole again: in every chat somebody's message, begun after that moment, is
/// acknowledged and has been seen by everybody in the chat.
/// </summary>
internal sealed class Recovery(IReadOnlyList<Room> rooms, TimeSpan bound)
{
    /// <summary>After this nothing will help any more.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<FaultKind, TimeSpan> _longest = [];

    public IReadOnlyDictionary<FaultKind, TimeSpan> Longest => _longest;

    /// <summary>Longer than the bound is a violation.</summary>
    /// <exception cref="NeverWholeException">It takes longer than <see cref="Timeout"/>.</exception>
    public async Task<TimeSpan> WholeAsync(FaultKind fault, long since)
    {
        var waiting = rooms.ToList();
        while (true)
        {
            waiting.RemoveAll(room => room.IsWholeSince(since));
            var taken = Stopwatch.GetElapsedTime(since);
            if (waiting.Count == 0) return Note(fault, taken);
            if (taken > Timeout) throw new NeverWholeException($"{Timeout.TotalSeconds} s after {fault} this was not whole: {string.Join(", ", waiting.Select(room => room.ToString()))}");
            await Task.Delay(Pause);
        }
    }

    private TimeSpan Note(FaultKind fault, TimeSpan taken)
    {
        if (!_longest.TryGetValue(fault, out var longest) || taken > longest) _longest[fault] = taken;
        if (taken > bound) rooms[0].Violate(ViolationKind.NotHealed, $"all was whole {taken.TotalSeconds:0.0} s after {fault}; it must be after {bound.TotalSeconds:0.0} s");
        return taken;
    }
}

/// <summary>A fault has passed, and nothing suggests that all will be whole again; the message says what is missing.</summary>
public sealed class NeverWholeException(string message) : Exception(message);
