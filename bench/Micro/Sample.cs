using ConnectNow.Chats;

namespace ConnectNow.Micro;

/// <summary>What the hot path carries: a message of 300 bytes, as the workloads send it.</summary>
internal static class Sample
{
    private const string Author = "a1b2c3d4e5f6g7h8";

    private static readonly DateTimeOffset Begin = new(2026, 5, 4, 9, 2, 11, TimeSpan.Zero);

    public static ChatEvent Message(long seq) => new()
    {
        Seq = seq,
        Kind = EventKind.Message,
        At = Begin.AddMilliseconds(seq),
        By = Author,
        Text = $"Message {seq}: ".PadRight(300, 'x'),
        ClientId = seq.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        Messages = seq,
    };

    public static ChatEvent[] Messages(int count) => [.. Enumerable.Range(1, count).Select(seq => Message(seq))];
}
