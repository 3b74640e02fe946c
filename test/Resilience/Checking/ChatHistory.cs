namespace ConnectNow.Resilience.Checking;

/// <summary>A message that somebody tried to send. Until it was acknowledged it may be there or not.</summary>
public sealed record Attempt(string ClientId, string Text);

/// <summary>The answer that a message is durable, under a number.</summary>
/// <param name="ClientId">Which message.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Begun">When it was first sent, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Answered">When the answer came, on the same clock.</param>
public sealed record Acknowledgement(string ClientId, long Seq, long Begun, long Answered);

/// <summary>What one client saw from beginning to end, or what was read back at the end: in the order in which it came.</summary>
/// <param name="By">Who saw it.</param>
/// <param name="Events">What.</param>
/// <param name="OnlyMessages">Events of other kinds are left out: numbers may be missing where those stand.</param>
public sealed record Observation(string By, IReadOnlyList<Event> Events, bool OnlyMessages = false);

/// <summary>
/// All that anybody could know of one chat, after everything has come to rest: every client has had the time to see everything.
/// </summary>
public sealed record ChatHistory
{
    public required string ChatId { get; init; }

    public required IReadOnlyList<Attempt> Attempts { get; init; }

    public required IReadOnlyList<Acknowledgement> Acknowledgements { get; init; }

    /// <summary>By the clients, live and catching up.</summary>
    public required IReadOnlyList<Observation> Seen { get; init; }

    /// <summary>The whole timeline as it is kept. All else is compared with it, and it with what was sent.</summary>
    public required Observation Kept { get; init; }
}
