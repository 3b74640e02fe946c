using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>Coming, going, coming back and being named: the decisions, without any storage.</summary>
internal static class Membership
{
    public static Answer<Admission> Admit(ChatDraft draft, AdmissionRequest request, CompanyTermsOfChat terms)
    {
        if (draft.State is not { } state) return Reason.NotFound;
        if (request.AddedBy is { } manager && ChatAccess.MayManage(state, manager) is { } refusal) return refusal;
        var known = state.FindByEmail(request.Email);
        if (known is { Standing: Standing.Active } && known.JoinedBy == request.Attempt) return new Admission(known, known.Stay);
        // Anyone who is in a closed chat may still read it, on another device too.
        if (state.Closed && !(request.Verified && known is { Standing: Standing.Active })) return Reason.ChatClosed;
        if (known is null && (IsCompanyName(null, request, terms) ?? Resemblance.ToAddress(state, request.Email)) is { } alike) return alike;
        if (known is null) return IsFull(state, terms) ?? HasSeenTooMany(state, terms) ?? Join(draft, request);
        if (MustProve(known, request) is { } proof) return proof;
        if (IsCompanyName(known, request, terms) is { } taken) return taken;
        if (known.Standing == Standing.Active) return Recognise(draft, known, request);
        return IsFull(state, terms) ?? Rejoin(draft, known, request);
    }

    /// <summary>
    /// Whether everybody who was let in under this name has shown that the address is theirs. Where it was not noted from which event on, a
    /// first join has asked for nothing, and only a return has.
    /// </summary>
    public static bool IsProven(Participant person) =>
        person.Verified && (person.VerifiedFrom is not null || person.History is [.., { Kind: EventKind.Rejoined }]);

    public static Answer<Done> Leave(ChatDraft draft, Caller caller, string participantId)
    {
        if (ChatAccess.MayChangePerson(draft.State, caller, participantId) is { } refusal) return refusal;
        if (!draft.Existing.Participants.TryGetValue(participantId, out var person)) return Reason.NotFound;
        if (person.Standing != Standing.Active) return default(Done);

        var (kind, standing) = caller.CompanyId is null ? (EventKind.Left, Standing.Left) : (EventKind.Removed, Standing.Removed);
        var chatEvent = AppendAbout(draft, kind, ChatAccess.AuthorOf(caller), person);
        draft.Put(person with
        {
            Standing = standing,
            History = person.History.Add(new MembershipChange(kind, chatEvent.At)),
            LastSeen = chatEvent.At,
            Notifications = NotificationLevel.Off,
        });
        return default(Done);
    }

    public static Answer<Participant> Rename(
        ChatDraft draft, Caller caller, string participantId, string name, string surname, string company = "")
    {
        if (ChatAccess.MayChangePerson(draft.State, caller, participantId) is { } refusal) return refusal;
        if (!draft.Existing.Participants.TryGetValue(participantId, out var person)) return Reason.NotFound;
        if (caller.CompanyId is null && IsOther(person, name, surname) && Resemblance.ToCompany(name, surname, company) is { } taken) return taken;
        return Rename(draft, ChatAccess.AuthorOf(caller), person, name, surname);
    }

    private static Refusal? IsFull(ChatState state, CompanyTermsOfChat terms) =>
        state.Active < terms.PeopleLimit ? null : new Refusal(Reason.ChatFull) { Limit = terms.PeopleLimit, Company = terms.CompanyName };

    /// <summary>Everyone who was ever in the chat stays stored for good, so their number has a limit, far beyond what people do.</summary>
    private static Refusal? HasSeenTooMany(ChatState state, CompanyTermsOfChat terms) =>
        state.Participants.Count < (long)terms.PeopleLimit * ChatLimits.PeopleEverFactor
            ? null
            : new Refusal(Reason.ChatFull) { Limit = terms.PeopleLimit, Company = terms.CompanyName };

    /// <summary>Why a person the chat knows can't be let in by what they have shown.</summary>
    private static Refusal? MustProve(Participant known, AdmissionRequest request)
    {
        if (request.AddedBy is not null)
            return known.Standing == Standing.Active ? new Refusal(Reason.AlreadyExists) { Field = "email" } : null;
        // The company has sent this person away: only the company brings them back.
        if (known.Standing == Standing.Removed) return new Refusal(Reason.NotAllowed);
        return request.Verified ? null : new Refusal(Reason.AlreadyExists) { Field = "email" };
    }

    private static Answer<Admission> Join(ChatDraft draft, AdmissionRequest request)
    {
        var person = new Participant
        {
            Id = Secrets.NewId(),
            Name = request.Name,
            Surname = request.Surname,
            Email = request.Email,
            Verified = IsProof(request),
            VerifiedFrom = IsProof(request) ? draft.NextSeq : null,
            Vouched = request.AddedBy is not null,
            Standing = Standing.Active,
            Stay = draft.NextSeq,
            History = [],
            // What was said before a person came is history to them, not unread.
            ReadUpTo = draft.NextSeq,
            JoinedBy = request.Attempt,
        };
        return Begin(draft, EventKind.Joined, Marked(draft, person), request);
    }

    private static Answer<Admission> Rejoin(ChatDraft draft, Participant known, AdmissionRequest request)
    {
        var back = known with
        {
            Standing = Standing.Active,
            Stay = draft.NextSeq,
            Vouched = known.Vouched || request.AddedBy is not null,
            JoinedBy = request.Attempt,
        };
        var begun = Begin(draft, EventKind.Rejoined, back, request).Value!.Participant;
        return Named(draft, IsProof(request) && !begun.Verified ? Prove(draft, begun) : begun, request);
    }

    /// <summary>A person who is in the chat signs in on another device.</summary>
    private static Answer<Admission> Recognise(ChatDraft draft, Participant known, AdmissionRequest request)
    {
        var recognised = known with { JoinedBy = request.Attempt };
        draft.Put(recognised);
        return Named(draft, IsProven(known) ? recognised : Prove(draft, recognised), request);
    }

    /// <summary>
    /// From now on the address is known to be the person's. Until now anybody who had the chat's password could be here under it, so a new
    /// stay begins: it ends whatever was issued before, and its event tells everybody that what was said before is not the person's word.
    /// </summary>
    private static Participant Prove(ChatDraft draft, Participant person)
    {
        var chatEvent = AppendAbout(draft, EventKind.Proven, person.Id, person);
        var proven = person with { Verified = true, VerifiedFrom = chatEvent.Seq, Stay = chatEvent.Seq, Notifications = NotificationLevel.Off };
        draft.Put(proven);
        return proven;
    }

    /// <summary>What a company says of a person vouches for them and proves nothing.</summary>
    private static bool IsProof(AdmissionRequest request) => request.Verified && request.AddedBy is null;

    private static Answer<Admission> Begin(ChatDraft draft, EventKind kind, Participant person, AdmissionRequest request)
    {
        var chatEvent = AppendAbout(draft, kind, SignerOf(request, person), person);
        var begun = person with { History = person.History.Add(new MembershipChange(kind, chatEvent.At)) };
        draft.Put(begun);
        return new Admission(begun, chatEvent.Seq);
    }

    /// <summary>A person who comes back under another name keeps it, and everybody sees that it changed.</summary>
    private static Answer<Admission> Named(ChatDraft draft, Participant person, AdmissionRequest request)
    {
        var named = Rename(draft, SignerOf(request, person), person, request.Name, request.Surname);
        return new Admission(named, named.Stay);
    }

    private static Participant Rename(ChatDraft draft, string by, Participant person, string name, string surname)
    {
        if (!IsOther(person, name, surname)) return person;
        var renamed = Marked(draft, person with { Name = name, Surname = surname });
        AppendAbout(draft, EventKind.Renamed, by, renamed);
        draft.Put(renamed);
        return renamed;
    }

    private static Refusal? IsCompanyName(Participant? known, AdmissionRequest request, CompanyTermsOfChat terms) =>
        request.AddedBy is null && (known is null || IsOther(known, request.Name, request.Surname))
            ? Resemblance.ToCompany(request.Name, request.Surname, terms.CompanyName)
            : null;

    private static bool IsOther(Participant person, string name, string surname) => person.Name != name || person.Surname != surname;

    private static Participant Marked(ChatDraft draft, Participant person) =>
        person with { SameName = Resemblance.ToName(draft.Existing, person) };

    private static string SignerOf(AdmissionRequest request, Participant person) =>
        request.AddedBy is null ? person.Id : Author.Company;

    private static ChatEvent AppendAbout(ChatDraft draft, EventKind kind, string by, Participant person) =>
        draft.Append(kind, by, blank => blank with { Subject = person.Id, Text = person.FullName });
}
