namespace ConnectNow.Resilience.Checking;

/// <summary>
/// Proves, or disproves, for one chat: nothing acknowledged is missing, nothing is there twice, everybody saw one and the same order
/// without a gap, and that order is one in which the messages can have been sent.
/// </summary>
public static class Checker
{
    /// <summary>Everything that contradicts it; empty when nothing does.</summary>
    public static IReadOnlyList<Violation> Check(ChatHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var kept = new Dictionary<long, Event>();
        foreach (var chatEvent in history.Kept.Events) kept.TryAdd(chatEvent.Seq, chatEvent);
        return [.. Found(history, kept).Select(found => new Violation(found.Kind, history.ChatId, found.What))];
    }

    private static IEnumerable<(ViolationKind Kind, string What)> Found(ChatHistory history, Dictionary<long, Event> kept) =>
    [
        .. Twice(history),
        .. Unasked(history),
        .. Unkept(history, kept),
        .. Unanswered(history),
        .. OutOfTime(history),
        .. history.Seen.Append(history.Kept).SelectMany(seen => Misread(seen, kept)),
    ];

    /// <summary>One message, one number.</summary>
    private static IEnumerable<(ViolationKind, string)> Twice(ChatHistory history)
    {
        var asKept = history.Kept.Events.Where(chatEvent => chatEvent.IsMessage && chatEvent.ClientId is not null)
            .Select(chatEvent => (chatEvent.ClientId!, chatEvent.Seq));
        var asAnswered = history.Acknowledgements.Select(answer => (answer.ClientId, answer.Seq));
        foreach (var (clientId, numbers) in asKept.Concat(asAnswered).Distinct().GroupBy(each => each.Item1, each => each.Seq).Select(group => (group.Key, group.Order().ToArray())))
        {
            if (numbers.Length > 1) yield return (ViolationKind.Duplicated, $"message {clientId} has the numbers {string.Join(", ", numbers)}");
        }
    }

    /// <summary>What is kept was sent, and with that text.</summary>
    private static IEnumerable<(ViolationKind, string)> Unasked(ChatHistory history)
    {
        var sent = history.Attempts.ToDictionary(attempt => attempt.ClientId, attempt => attempt.Text);
        foreach (var chatEvent in history.Kept.Events.Where(chatEvent => chatEvent.IsMessage))
        {
            if (chatEvent.ClientId is null || !sent.TryGetValue(chatEvent.ClientId, out var text)) yield return (ViolationKind.Altered, $"nobody sent {chatEvent}");
            else if (text != chatEvent.Text) yield return (ViolationKind.Altered, $"\"{text}\" was sent, kept is {chatEvent}");
        }
    }

    /// <summary>What was acknowledged is kept, under that number.</summary>
    private static IEnumerable<(ViolationKind, string)> Unkept(ChatHistory history, Dictionary<long, Event> kept)
    {
        foreach (var answer in history.Acknowledgements)
        {
            if (!kept.TryGetValue(answer.Seq, out var chatEvent)) yield return (ViolationKind.Lost, $"message {answer.ClientId} was acknowledged as number {answer.Seq}; there is no such number");
            else if (chatEvent.ClientId != answer.ClientId) yield return (ViolationKind.Lost, $"message {answer.ClientId} was acknowledged as number {answer.Seq}; there stands {chatEvent}");
        }
    }

    private static IEnumerable<(ViolationKind, string)> Unanswered(ChatHistory history)
    {
        var answered = history.Acknowledgements.Select(answer => answer.ClientId).ToHashSet();
        foreach (var attempt in history.Attempts.Where(attempt => !answered.Contains(attempt.ClientId)))
            yield return (ViolationKind.Unanswered, $"message {attempt.ClientId} was never acknowledged");
    }

    /// <summary>A message that was sent after another had been acknowledged stands after it.</summary>
    private static IEnumerable<(ViolationKind, string)> OutOfTime(ChatHistory history)
    {
        Acknowledgement? latest = null;
        foreach (var answer in history.Acknowledgements.OrderBy(answer => answer.Seq))
        {
            if (latest is not null && latest.Begun > answer.Answered)
                yield return (ViolationKind.Reordered, $"number {latest.Seq} was sent after number {answer.Seq} had been acknowledged");
            if (latest is null || answer.Begun > latest.Begun) latest = answer;
        }
    }

    /// <summary>Somebody saw exactly what is kept, one number after the other.</summary>
    private static IEnumerable<(ViolationKind, string)> Misread(Observation seen, Dictionary<long, Event> kept)
    {
        var known = new HashSet<long>();
        var last = 0L;
        foreach (var chatEvent in seen.Events)
        {
            if (!known.Add(chatEvent.Seq)) yield return (ViolationKind.Duplicated, $"{seen.By} saw number {chatEvent.Seq} twice");
            else if (chatEvent.Seq < last) yield return (ViolationKind.Reordered, $"{seen.By} saw number {chatEvent.Seq} after number {last}");
            last = Math.Max(last, chatEvent.Seq);
            if (!kept.TryGetValue(chatEvent.Seq, out var same)) yield return (ViolationKind.Altered, $"{seen.By} saw {chatEvent}; there is no such number");
            else if (same != chatEvent) yield return (ViolationKind.Altered, $"{seen.By} saw {chatEvent}; kept is {same}");
        }

        var end = kept.Count == 0 ? 0 : kept.Keys.Max();
        for (var number = 1L; number <= end; number++)
        {
            if (!known.Contains(number) && !(seen.OnlyMessages && kept.TryGetValue(number, out var other) && !other.IsMessage))
                yield return (ViolationKind.Lost, $"{seen.By} never saw number {number}");
        }
    }
}
