using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>A chat as of one commit, without its events. Immutable: readers may hold one while a commit prepares the next.</summary>
internal sealed record ChatState
{
    public required string ChatId { get; init; }

    public required string Name { get; init; }

    public required string CompanyId { get; init; }

    public required string PasswordHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Closed { get; init; }

    /// <summary>Whether those in the chat may pass its password on from their devices.</summary>
    public bool InviteWithPassword { get; init; } = true;

    /// <summary>The newest event's number; 0 when nothing has happened yet.</summary>
    public long LastSeq { get; init; }

    /// <summary>The newest event's time: the next one is never earlier.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>How many messages were ever sent.</summary>
    public long Messages { get; init; }

    public ImmutableDictionary<string, Participant> Participants { get; init; } = ImmutableDictionary<string, Participant>.Empty;

    /// <summary>Ids by normalised address.</summary>
    public ImmutableDictionary<string, string> ByEmail { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How many are in the chat: those who left do not count.</summary>
    public int Active { get; init; }

    /// <summary>Bytes of the files in messages and of uploads, these at what they reserved until they are complete.</summary>
    public long FileBytes { get; init; }

    public UnattachedFiles Files { get; init; } = UnattachedFiles.None;

    public Participant? FindByEmail(string email) =>
        ByEmail.TryGetValue(email, out var id) ? Participants[id] : null;

    /// <summary>This state with a participant added or changed.</summary>
    public ChatState With(Participant participant)
    {
        var was = Participants.GetValueOrDefault(participant.Id);
        return this with
        {
            Participants = Participants.SetItem(participant.Id, participant),
            ByEmail = Addresses.With(ByEmail, participant),
            Active = Active - CountOf(was) + CountOf(participant),
        };
    }

    private static int CountOf(Participant? participant) => participant?.Standing == Standing.Active ? 1 : 0;
}
