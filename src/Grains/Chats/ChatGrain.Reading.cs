using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats;

/// <summary>Looking into the chat.</summary>
internal sealed partial class ChatGrain
{
    public async Task<Answer<ChatDescription>> Describe()
    {
        if (State is null) return NoSuchChat();
        var terms = await _terms.Of(State);
        return Describe(State, terms);
    }

    public async Task<JoinInfo> JoinInfo()
    {
        if (State is null)
        {
            NoSuchChat();
            return new JoinInfo();
        }

        var terms = await _terms.Of(State);
        return new JoinInfo { PasswordHash = State.PasswordHash, ChatName = State.Name, CompanyName = terms.CompanyName, Closed = State.Closed };
    }

    public Task<Participant?> FindByEmail(string email)
    {
        if (State is null) NoSuchChat();
        return Task.FromResult(State?.FindByEmail(email));
    }

    public Task<Participant?> Find(string participantId)
    {
        if (State is null) NoSuchChat();
        return Task.FromResult(State?.Participants.GetValueOrDefault(participantId));
    }

    public async Task<Answer<ChatSnapshot>> Open(Caller caller, long? after)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var terms = await _terms.Of(State!);
        // One state for the whole answer: what is committed while events are read comes later, by its number.
        var state = State!;
        var reset = after is not { } number || number < 0 || number > state.LastSeq || state.LastSeq - number > ChatLimits.MaxCatchUp;
        var from = reset ? state.LastSeq - ChatLimits.PageSize + 1 : after!.Value + 1;
        var events = await _timeline.Read(from, state.LastSeq);
        return new ChatSnapshot
        {
            Chat = Describe(state, terms),
            People = InOrder(VisiblePeople.OfSnapshot(state, events)),
            Here = [.. _fanout.Here],
            Events = events,
            LastSeq = state.LastSeq,
            Reset = reset,
        };
    }

    public async Task<Answer<HistoryPage>> History(Caller caller, long before, int count)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var to = Math.Min(before, State!.LastSeq + 1) - 1;
        var from = Math.Max(1, to - Math.Clamp(count, 1, ChatLimits.MaxPageSize) + 1);
        return Page(to < 1 ? [] : await _timeline.Read(from, to), from > 1 && to >= 1);
    }

    public async Task<ChatFrame> Range(long from, long to)
    {
        var events = await _timeline.Read(from, Math.Min(to, from + ChatLimits.MaxCatchUp - 1));
        var people = events.Select(chatEvent => chatEvent.Subject).OfType<string>().Distinct()
            .Select(id => State?.Participants.GetValueOrDefault(id)).OfType<Participant>().Select(_fanout.WithMarks);
        return new ChatFrame { ChatId = ChatId, Events = events, People = [.. people] };
    }

    public async Task<Answer<MessagePage>> Messages(Caller caller, MessageQuery query)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        if (query is { AfterSeq: null, BeforeSeq: null })
        {
            var (messages, hasMore) = await _timeline.Page(query);
            return new MessagePage { Messages = messages, HasMore = hasMore, People = InOrder(VisiblePeople.OfPage(State!, messages)) };
        }

        var near = await _timeline.Near(query);
        return new MessagePage { Messages = near.Messages, HasMore = near.HasMore, LookedAt = near.LookedAt, People = InOrder(VisiblePeople.OfPage(State!, near.Messages)) };
    }

    public async Task<Answer<ChatEvent>> Message(Caller caller, long seq)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        if (await _timeline.Find(seq) is not { Kind: EventKind.Message } message) return Reason.NotFound;
        return message.DeletedAt is null ? message : Reason.Deleted;
    }

    public Task<Answer<ImmutableArray<Participant>>> People(Caller caller) => Task.FromResult<Answer<ImmutableArray<Participant>>>(
        ChatAccess.MayRead(State, caller) is { } refusal ? refusal : PeopleOf(State!));

    public async Task<Answer<Participant>> VouchedFor(Caller caller, string participantId)
    {
        if (ChatAccess.MayManage(State, caller) is { } refusal) return refusal;
        if (!State!.Participants.TryGetValue(participantId, out var person)) return Reason.NotFound;
        if (person.Standing != Standing.Active) return Reason.NotInChat;
        return person is { Vouched: true, Verified: false } && await _timeline.WasPutIn(person) ? person : Reason.AlreadyExists;
    }

    /// <summary>Guessed ids must not fill the memory with chats that do not exist.</summary>
    private Refusal NoSuchChat()
    {
        _empty.LeaveSoon();
        return new Refusal(Reason.NotFound);
    }

    private HistoryPage Page(ImmutableArray<ChatEvent> events, bool hasMore) =>
        new() { Events = events, HasMore = hasMore, People = State is null ? [] : InOrder(VisiblePeople.OfPage(State, events)) };

    private ImmutableArray<Participant> PeopleOf(ChatState state) => InOrder(state.Participants.Values);

    private ImmutableArray<Participant> InOrder(IEnumerable<Participant> people) =>
        [.. people.Select(_fanout.WithMarks).OrderBy(person => person.History.IsEmpty ? DateTimeOffset.MaxValue : person.History[0].At).ThenBy(person => person.Stay)];

    /// <summary>Of a salted hash, and a part of what that hashes to: nobody learns anything about the password by it.</summary>
    private static string MarkOf(string passwordHash) => Secrets.Hash($"mark:{passwordHash}")[..12];

    private static ChatDescription Describe(ChatState state, CompanyTermsOfChat terms) => new()
    {
        Id = state.ChatId,
        Name = state.Name,
        CompanyId = state.CompanyId,
        CompanyName = terms.CompanyName,
        CreatedAt = state.CreatedAt,
        Closed = state.Closed,
        PeopleLimit = terms.PeopleLimit,
        FileLimit = terms.LargestFile,
        People = state.Active,
        LastSeq = state.LastSeq,
        Messages = state.Messages,
        PasswordMark = state.InviteWithPassword ? MarkOf(state.PasswordHash) : null,
    };
}
