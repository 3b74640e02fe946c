using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats;

/// <summary>Looking into the chat.</summary>
internal sealed partial class ChatGrain
{
    public async Task<Answer<ChatDescription>> Describe()
    {
        if (State is null) return NoSuchChat();
        var terms = await Terms();
        return Describe(State, terms);
    }

    public async Task<Door> Door()
    {
        if (State is null)
        {
            NoSuchChat();
            return new Door();
        }

        var terms = await Terms();
        return new Door { PasswordHash = State.PasswordHash, ChatName = State.Name, CompanyName = terms.CompanyName, Closed = State.Closed };
    }

    public Task<Participant?> FindByEmail(string email) => Task.FromResult(State?.FindByEmail(email));

    public Task<Participant?> Find(string participantId) =>
        Task.FromResult(State?.Participants.GetValueOrDefault(participantId));

    public async Task<Answer<ChatSnapshot>> Open(Caller caller, long? after)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var terms = await Terms();
        // One state for the whole answer: what is committed while entries are read comes later, by its number.
        var state = State!;
        var reset = after is not { } number || number < 0 || number > state.LastSeq || state.LastSeq - number > ChatLimits.MaxCatchUp;
        var from = reset ? state.LastSeq - ChatLimits.PageSize + 1 : after!.Value + 1;
        return new ChatSnapshot
        {
            Chat = Describe(state, terms),
            People = PeopleOf(state),
            Here = [.. _leases.Here],
            Events = await _timeline.Read(from, state.LastSeq),
            LastSeq = state.LastSeq,
            Reset = reset,
        };
    }

    public async Task<Answer<HistoryPage>> History(Caller caller, long before, int count)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var to = Math.Min(before, State!.LastSeq + 1) - 1;
        var from = Math.Max(1, to - Math.Clamp(count, 1, ChatLimits.MaxPageSize) + 1);
        return new HistoryPage { Events = to < 1 ? [] : await _timeline.Read(from, to), HasMore = from > 1 && to >= 1 };
    }

    public async Task<ChatFrame> Range(long from, long to)
    {
        var entries = await _timeline.Read(from, Math.Min(to, from + ChatLimits.MaxCatchUp - 1));
        var people = entries.Select(entry => entry.Subject).OfType<string>().Distinct()
            .Select(id => State?.Participants.GetValueOrDefault(id)).OfType<Participant>().Select(_marks.On);
        return new ChatFrame { ChatId = ChatId, Events = entries, People = [.. people] };
    }

    public async Task<Answer<MessagePage>> Messages(Caller caller, MessageQuery query)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var people = PeopleOf(State!);
        var (messages, hasMore) = await _timeline.Page(query);
        return new MessagePage { Messages = messages, HasMore = hasMore, People = people };
    }

    public async Task<Answer<ChatEvent>> Message(Caller caller, long seq)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        if (await _timeline.Find(seq) is not { Kind: EventKind.Message } message) return Reason.NotFound;
        return message.DeletedAt is null ? message : Reason.Deleted;
    }

    public Task<Answer<ImmutableArray<Participant>>> People(Caller caller) => Task.FromResult<Answer<ImmutableArray<Participant>>>(
        ChatAccess.MayRead(State, caller) is { } refusal ? refusal : PeopleOf(State!));

    /// <summary>Whoever guesses ids must not fill the memory with chats that are none.</summary>
    private Refusal NoSuchChat()
    {
        DeactivateOnIdle();
        return new Refusal(Reason.NotFound);
    }

    private ImmutableArray<Participant> PeopleOf(ChatState state) =>
        [.. state.Participants.Values.Select(_marks.On).OrderBy(person => person.History.IsEmpty ? DateTimeOffset.MaxValue : person.History[0].At).ThenBy(person => person.Stay)];

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
    };
}
