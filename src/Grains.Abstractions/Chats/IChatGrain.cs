using System.Collections.Immutable;
using Orleans.Concurrency;

namespace ConnectNow.Chats;

/// <summary>
/// One chat: its numbered timeline, its people, and every rule about who may be in it. The key is the chat's id.
/// </summary>
/// <remarks>
/// Contract. (1) What an answer acknowledges is durable before the answer is given. (2) Numbers are gapless from 1 and in the order
/// of the commits. (3) Two activations never both commit: the loser answers <see cref="Reason.Unavailable"/> and deactivates.
/// (4) Sending the same client id again answers with the first message, also after a new activation. (5) Every method that takes a
/// <see cref="Caller"/> refuses one who is not in the chat at that moment with <see cref="Reason.NotInChat"/>. (6) A chat that does
/// not exist answers <see cref="Reason.NotFound"/>. (7) When storage fails the answer is <see cref="Reason.Unavailable"/>; whether it
/// was done is then settled by asking again.
/// </remarks>
[Alias("connectnow.chat")]
public interface IChatGrain : IGrainWithStringKey
{
    /// <summary>Creates the chat. Asking again with the same settings' company answers with the chat as it is.</summary>
    [Alias("create")] Task<Answer<ChatDescription>> Create(NewChat chat);

    [AlwaysInterleave, Alias("describe")] Task<Answer<ChatDescription>> Describe();

    /// <summary>What a join session needs to check a password; null fields when there is no such chat.</summary>
    [AlwaysInterleave, Alias("door")] Task<JoinInfo> JoinInfo();

    /// <summary>
    /// The participant with this normalised address, whatever their standing, or null. For join sessions and accounts only.
    /// </summary>
    [AlwaysInterleave, Alias("find-by-email")] Task<Participant?> FindByEmail(string email);

    /// <summary>The participant with this id, or null. For the participant's own grain.</summary>
    [AlwaysInterleave, Alias("find")] Task<Participant?> Find(string participantId);

    /// <summary>Lets a person in, new or returning, if there is a place.</summary>
    [Alias("admit")] Task<Answer<Admission>> Admit(AdmissionRequest request);

    /// <summary>Ends a stay. By the participant: they left. By the company: they were removed. Already ended: done.</summary>
    [Alias("leave")] Task<Answer<Done>> Leave(Caller caller, string participantId);

    [Alias("rename-participant")] Task<Answer<Participant>> RenameParticipant(Caller caller, string participantId, string name, string surname);

    /// <summary>
    /// Says something, with the caller's own completed uploads as attachments; the text may then be empty. An upload that is not there
    /// (expired, cancelled, another's, in another message already) is refused with <see cref="Reason.InvalidField"/> on <c>attachments</c>.
    /// </summary>
    [Alias("send")] Task<Answer<Sent>> Send(Caller caller, string clientId, string text, ImmutableArray<string> attachments = default);

    [Alias("edit")] Task<Answer<ChatEvent>> Edit(Caller caller, long seq, string text);

    [Alias("delete")] Task<Answer<Done>> Delete(Caller caller, long seq);

    /// <summary>The chat as of now, following <paramref name="after"/> when that is near enough; null asks for a fresh page.</summary>
    [AlwaysInterleave, Alias("open")] Task<Answer<ChatSnapshot>> Open(Caller caller, long? after);

    /// <summary>Events before <paramref name="before"/>, at most <see cref="ChatLimits.MaxPageSize"/>.</summary>
    [AlwaysInterleave, Alias("history")] Task<Answer<HistoryPage>> History(Caller caller, long before, int count);

    /// <summary>
    /// Events from <paramref name="from"/> to <paramref name="to"/>, both included: how a frontend fills a gap. At most
    /// <see cref="ChatLimits.MaxCatchUp"/>.
    /// </summary>
    [AlwaysInterleave, Alias("range")] Task<ChatFrame> Range(long from, long to);

    [AlwaysInterleave, Alias("messages")] Task<Answer<MessagePage>> Messages(Caller caller, MessageQuery query);

    [AlwaysInterleave, Alias("message")] Task<Answer<ChatEvent>> Message(Caller caller, long seq);

    [AlwaysInterleave, Alias("people")] Task<Answer<ImmutableArray<Participant>>> People(Caller caller);

    /// <summary>
    /// The participant, when the company may have a token for them: it has let them in, and they have never come of their own. Who has may
    /// speak for themselves alone: refused with <see cref="Reason.AlreadyExists"/>. Refused too: who is not in the chat now, with
    /// <see cref="Reason.NotInChat"/>.
    /// </summary>
    [AlwaysInterleave, Alias("vouched-for")] Task<Answer<Participant>> VouchedFor(Caller caller, string participantId);

    /// <summary>Notes that the participant has seen everything up to a number. Never goes back.</summary>
    [AlwaysInterleave, Alias("read")] Task<Answer<Done>> Read(Caller caller, long upTo);

    /// <summary>Takes or renews a frontend's lease, and says who is connected there.</summary>
    [AlwaysInterleave, Alias("lease")] Task<Answer<Lease>> Lease(LeaseRequest request);

    [AlwaysInterleave, Alias("release")] Task Release(string frontendId);

    /// <summary>Changes name, password or whether the chat is closed; null leaves a field as it is.</summary>
    [Alias("change")] Task<Answer<ChatDescription>> Change(Caller caller, ChatChange change);

    /// <summary>Erases the chat and everything in it. Cannot be undone.</summary>
    [Alias("erase")] Task<Answer<Done>> Erase(Caller caller);
}

/// <summary>What a new chat is made of. The password comes as a hash: only the edge that received it has seen it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.new-chat")]
public sealed record NewChat
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public required string CompanyId { get; init; }

    [Id(2)] public required string PasswordHash { get; init; }
}

/// <inheritdoc cref="IChatGrain.Change"/>
[GenerateSerializer, Immutable, Alias("connectnow.chat-change")]
public sealed record ChatChange
{
    [Id(0)] public string? Name { get; init; }

    [Id(1)] public string? PasswordHash { get; init; }

    [Id(2)] public bool? Closed { get; init; }

    [Id(3)] public bool? InviteWithPassword { get; init; }
}

/// <summary>What a person who is not in the chat yet may know of it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.door")]
public sealed record JoinInfo
{
    /// <summary>Null when there is no such chat.</summary>
    [Id(0)] public string? PasswordHash { get; init; }

    [Id(1)] public string ChatName { get; init; } = "";

    [Id(2)] public string CompanyName { get; init; } = "";

    [Id(3)] public bool Closed { get; init; }
}

/// <summary>A person who joins, whose password and, where needed, code have been checked.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.admission-request")]
public sealed record AdmissionRequest
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public required string Surname { get; init; }

    /// <summary>Normalised.</summary>
    [Id(2)] public required string Email { get; init; }

    /// <summary>
    /// True when the person has typed a code sent to this address. Without it, an address the chat knows is refused with
    /// <see cref="Reason.AlreadyExists"/>.
    /// </summary>
    [Id(3)] public required bool Verified { get; init; }

    /// <summary>Names the attempt: asking again for the same one answers the same and admits once.</summary>
    [Id(4)] public required string Attempt { get; init; }

    /// <summary>Set when the company adds the person, rather than the person joining.</summary>
    [Id(5)] public Caller? AddedBy { get; init; }
}
