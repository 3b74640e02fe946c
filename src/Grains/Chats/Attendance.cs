using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats;

/// <summary>Coming, going, coming back and being named: the decisions, without any storage.</summary>
internal static class Attendance
{
    public static Answer<Admission> Admit(ChatDraft draft, AdmissionRequest request, CompanyTermsOfChat terms)
    {
        if (draft.State is not { } state) return Reason.NotFound;
        if (request.AddedBy is { } manager && ChatAccess.MayManage(state, manager) is { } refusal) return refusal;
        var known = state.FindByEmail(request.Email);
        if (known is { Standing: Standing.Active } && known.JoinedBy == request.Attempt) return new Admission(known, known.Stay);
        if (state.Closed) return Reason.ChatClosed;
        if (known is null) return IsFull(state, terms) ?? Join(draft, request);
        if (MustProve(known, request) is { } proof) return proof;
        if (known.Standing == Standing.Active) return Recognise(draft, known, request);
        return IsFull(state, terms) ?? Rejoin(draft, known, request);
    }

    public static Answer<Done> Leave(ChatDraft draft, Caller caller, string participantId)
    {
        if (ChatAccess.MayChangePerson(draft.State, caller, participantId) is { } refusal) return refusal;
        if (!draft.Existing.Participants.TryGetValue(participantId, out var person)) return Reason.NotFound;
        if (person.Standing != Standing.Active) return default(Done);

        var (kind, standing) = caller.CompanyId is null ? (EventKind.Left, Standing.Left) : (EventKind.Removed, Standing.Removed);
        var entry = AppendAbout(draft, kind, ChatAccess.AuthorOf(caller), person);
        draft.Put(person with
        {
            Standing = standing,
            History = person.History.Add(new StayChange(kind, entry.At)),
            LastSeen = entry.At,
            Notifications = NotificationLevel.Off,
        });
        return default(Done);
    }

    public static Answer<Participant> Rename(ChatDraft draft, Caller caller, string participantId, string name, string surname)
    {
        if (ChatAccess.MayChangePerson(draft.State, caller, participantId) is { } refusal) return refusal;
        if (!draft.Existing.Participants.TryGetValue(participantId, out var person)) return Reason.NotFound;
        return Rename(draft, ChatAccess.AuthorOf(caller), person, name, surname);
    }

    private static Refusal? IsFull(ChatState state, CompanyTermsOfChat terms) =>
        state.Active < terms.PeopleLimit ? null : new Refusal(Reason.ChatFull) { Limit = terms.PeopleLimit, Company = terms.CompanyName };

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
            Verified = request.Verified,
            Standing = Standing.Active,
            Stay = draft.NextSeq,
            History = [],
            // What was said before somebody came is history to them, not unread.
            ReadUpTo = draft.NextSeq,
            JoinedBy = request.Attempt,
        };
        return Begin(draft, EventKind.Joined, person, request);
    }

    private static Answer<Admission> Rejoin(ChatDraft draft, Participant known, AdmissionRequest request)
    {
        var back = known with
        {
            Standing = Standing.Active,
            Stay = draft.NextSeq,
            Verified = known.Verified || request.Verified,
            JoinedBy = request.Attempt,
        };
        var admission = Begin(draft, EventKind.Rejoined, back, request);
        return admission.Value is { } begun ? Named(draft, begun.Participant, request) : admission;
    }

    /// <summary>Somebody who is in the chat signs in on another device: nothing happened in the chat, but now the address is proven.</summary>
    private static Answer<Admission> Recognise(ChatDraft draft, Participant known, AdmissionRequest request)
    {
        var proven = known with { Verified = true, JoinedBy = request.Attempt };
        draft.Put(proven);
        return Named(draft, proven, request);
    }

    private static Answer<Admission> Begin(ChatDraft draft, EventKind kind, Participant person, AdmissionRequest request)
    {
        var entry = AppendAbout(draft, kind, SignerOf(request, person), person);
        var begun = person with { History = person.History.Add(new StayChange(kind, entry.At)) };
        draft.Put(begun);
        return new Admission(begun, entry.Seq);
    }

    /// <summary>Whoever comes back under another name has it from now on, and everybody sees that it changed.</summary>
    private static Answer<Admission> Named(ChatDraft draft, Participant person, AdmissionRequest request)
    {
        var named = Rename(draft, SignerOf(request, person), person, request.Name, request.Surname);
        return new Admission(named, named.Stay);
    }

    private static Participant Rename(ChatDraft draft, string by, Participant person, string name, string surname)
    {
        if (person.Name == name && person.Surname == surname) return person;
        var renamed = person with { Name = name, Surname = surname };
        AppendAbout(draft, EventKind.Renamed, by, renamed);
        draft.Put(renamed);
        return renamed;
    }

    private static string SignerOf(AdmissionRequest request, Participant person) =>
        request.AddedBy is null ? person.Id : Author.Company;

    private static ChatEvent AppendAbout(ChatDraft draft, EventKind kind, string by, Participant person) =>
        draft.Append(kind, by, blank => blank with { Subject = person.Id, Text = person.FullName });
}

/// <summary>What a chat must know of its company to let people and files in.</summary>
internal sealed record CompanyTermsOfChat(string CompanyName, int PeopleLimit, long FileBytes)
{
    /// <summary>Bytes of one file: what the plan allows, and what blocks can carry.</summary>
    public long LargestFile => Math.Min(FileBytes, FileLimits.FileSize);
}
