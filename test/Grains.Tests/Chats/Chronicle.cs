using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Grains.Tests.Chats;

/// <summary>A chat without a silo and without storage: each decision is one commit. Keeps every entry, so that tests can look.</summary>
internal sealed class Chronicle
{
    public const string CompanyId = "company000000000";
    public static readonly Caller Company = Caller.Company(CompanyId);
    private readonly List<ChatEvent> _entries = [];

    public Chronicle(int limit = 10)
    {
        Terms = new CompanyTermsOfChat("Northwind", limit);
        Decide(draft => Settling.Create(draft, "chat000000000000", new NewChat { Name = "Kitchen refit", CompanyId = CompanyId, PasswordHash = "hash" }));
    }

    public CompanyTermsOfChat Terms { get; set; }

    public DateTimeOffset Now { get; set; } = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    public ChatState State { get; private set; } = null!;

    public IReadOnlyList<ChatEvent> Entries => _entries;

    public Answer<T> Decide<T>(Func<ChatDraft, Answer<T>> decide) => Decide(draft => ValueTask.FromResult(decide(draft)));

    public Answer<T> Decide<T>(Func<ChatDraft, ValueTask<Answer<T>>> decide)
    {
        var draft = new ChatDraft(
            State, Now, 100, seq => ValueTask.FromResult(_entries.ElementAtOrDefault((int)seq - 1)),
            key => _entries.FirstOrDefault(entry => TimelineCodec.KeyOf(entry) == key)?.Seq);
        var decision = decide(draft).AsTask();
        Assert.True(decision.IsCompleted, "Nothing here waits for anything.");
        var answer = decision.GetAwaiter().GetResult();
        foreach (var changed in draft.Changed) _entries[(int)changed.Seq - 1] = changed;
        _entries.AddRange(draft.Added);
        State = draft.State!;
        return answer;
    }

    public Answer<Admission> Admit(string name, bool verified = false, string? attempt = null, Caller? addedBy = null) =>
        Decide(draft => Attendance.Admit(draft, new AdmissionRequest
        {
            Name = name,
            Surname = "Tester",
            Email = $"{name.ToLowerInvariant()}@example.com",
            Verified = verified,
            Attempt = attempt ?? Secrets.NewSecret(),
            AddedBy = addedBy,
        }, Terms));

    public Caller Join(string name)
    {
        var participant = Admit(name).Value!.Participant;
        return Caller.Participant(participant.Id, participant.Stay);
    }

    public Answer<Done> Leave(Caller caller) => Decide(draft => Attendance.Leave(draft, caller, caller.ParticipantId!));

    public Answer<Sent> Send(Caller caller, string text, string? clientId = null) =>
        Decide(draft => Talking.Send(draft, caller, clientId ?? Secrets.NewId(), text));

    public Answer<ChatEvent> Edit(Caller caller, long seq, string text) => Decide(draft => Talking.Edit(draft, caller, seq, text));

    public Answer<Done> Delete(Caller caller, long seq) => Decide(draft => Talking.Delete(draft, caller, seq));

    public Answer<Done> Change(ChatChange change) => Decide(draft => Settling.Change(draft, Company, change));

    public ImmutableArray<EventKind> Kinds => [.. _entries.Select(entry => entry.Kind)];
}
