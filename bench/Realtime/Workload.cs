namespace ConnectNow.Bench.Realtime;

/// <summary>The shape of a load: the same letters mean the same at every server that is compared.</summary>
/// <param name="Name">The letter.</param>
/// <param name="Rooms">How many chats.</param>
/// <param name="Occupants">People in each, every one with a connection of their own.</param>
/// <param name="SendersPerRoom">Closed loop: how many in a room say the next thing as soon as the last is acknowledged. Open loop: 0, all
/// take turns.</param>
/// <param name="MessagesPerSecond">Open loop: how many are said a second, whatever has become of those before.</param>
internal sealed record Workload(string Name, int Rooms, int Occupants, int SendersPerRoom, int MessagesPerSecond = 0)
{
    public const int TextLength = 300;

    /// <summary>The workload in which nobody says anything: what a session costs in memory.</summary>
    public const string Sessions = "E";

    private static readonly Workload[] All =
    [
        new("A", Rooms: 1, Occupants: 200, SendersPerRoom: 0, MessagesPerSecond: 20),
        new("B", Rooms: 1, Occupants: 200, SendersPerRoom: 10),
        new("C", Rooms: 100, Occupants: 5, SendersPerRoom: 1),
        new("D", Rooms: 200, Occupants: 2, SendersPerRoom: 1),
        new(Sessions, Rooms: 100, Occupants: 10, SendersPerRoom: 0),
    ];

    public bool IsOpenLoop => MessagesPerSecond > 0;

    public int Senders => IsOpenLoop ? Occupants : SendersPerRoom * Rooms;

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static Workload Named(string? name) =>
        All.FirstOrDefault(workload => string.Equals(workload.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"Say which workload to run: {string.Join(", ", All.Select(workload => workload.Name))}.");
}
