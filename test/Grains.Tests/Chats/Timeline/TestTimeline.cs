using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Files;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Timeline;

/// <summary>A chat without a silo and without storage: each decision is one commit. Keeps every event, so that tests can look.</summary>
internal sealed class TestTimeline
{
    public const string CompanyId = "company000000000";
    public static readonly Caller Company = Caller.Company(CompanyId);
    private readonly List<ChatEvent> _events = [];
    private readonly Dictionary<string, StoredFile> _files = [];

    public TestTimeline(int limit = 10)
    {
        Terms = new CompanyTermsOfChat("Northwind", limit, FileBytes: 1_000_000);
        Decide(draft => ChatSettings.Create(draft, "chat000000000000", new NewChat { Name = "Kitchen refit", CompanyId = CompanyId, PasswordHash = "hash" }));
    }

    public CompanyTermsOfChat Terms { get; set; }

    public DateTimeOffset Now { get; set; } = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    public ChatState State { get; private set; } = null!;

    public IReadOnlyList<ChatEvent> Events => _events;

    /// <summary>The rows of files in no message, as storage has them.</summary>
    public IReadOnlyCollection<StoredFile> FileRows => _files.Values;

    /// <summary>How many rows the last commit had.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether keys are known to storage alone, as they are when a message is older than what memory holds.</summary>
    public bool IsForgetful { get; set; }

    public Answer<T> Decide<T>(Func<ChatDraft, Answer<T>> decide) => Decide(draft => ValueTask.FromResult(decide(draft)));

    public Answer<T> Decide<T>(Func<ChatDraft, ValueTask<Answer<T>>> decide)
    {
        var draft = new ChatDraft(
            State, Now, 100, seq => ValueTask.FromResult(_events.ElementAtOrDefault((int)seq - 1)),
            key => IsForgetful ? null : Seek(key), key => ValueTask.FromResult(Seek(key)));
        var decision = decide(draft).AsTask();
        Assert.True(decision.IsCompleted, "Nothing here waits for anything.");
        var answer = decision.GetAwaiter().GetResult();
        foreach (var changed in draft.Changed) _events[(int)changed.Seq - 1] = changed;
        _events.AddRange(draft.Added);
        foreach (var id in draft.FilesRemoved) Assert.True(_files.Remove(id), "Only rows that are there are removed.");
        foreach (var file in draft.Files) _files[file.Id] = file;
        Rows = 100 - draft.Room;
        State = draft.State!;
        return answer;
    }

    private long? Seek(string key) => _events.FirstOrDefault(chatEvent => TimelineCodec.KeyOf(chatEvent) == key)?.Seq;

    public Answer<Admission> Admit(string name, bool verified = false, string? attempt = null, Caller? addedBy = null) =>
        Decide(draft => Membership.Admit(draft, new AdmissionRequest
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

    public Answer<Done> Leave(Caller caller) => Decide(draft => Membership.Leave(draft, caller, caller.ParticipantId!));

    public Answer<Sent> Send(Caller caller, string text, string? clientId = null, params ImmutableArray<string> attachments) =>
        Decide(draft => MessageRules.Send(draft, caller, clientId ?? Secrets.NewId(), text, attachments));

    public Answer<Upload> Begin(Caller caller, long size = 1_000, string? clientId = null, string name = "photo.jpg") =>
        Decide(draft => Uploads.Begin(draft, caller, Secrets.NewId(), new NewUpload(clientId ?? Secrets.NewId(), name, size), Terms));

    public Answer<Upload> Complete(Caller caller, string uploadId, long size = 1_000) => Decide(draft => Uploads.Complete(
        draft, caller, uploadId, new Attachment { Id = "", Name = "", Type = "image/jpeg", Size = size, Width = 4, Height = 3, Waveform = [1, 2] }));

    /// <summary>An upload that can be sent; its id.</summary>
    public string Upload(Caller caller, long size = 1_000)
    {
        var upload = Begin(caller, size).Value!;
        Assert.False(Complete(caller, upload.Id, size).IsRefused);
        return upload.Id;
    }

    public Answer<Done> Cancel(Caller caller, string uploadId) => Decide(draft => Uploads.Cancel(draft, caller, uploadId));

    public Answer<Done> Expire() => Decide(Uploads.Expire);

    public Answer<ChatEvent> Edit(Caller caller, long seq, string text) => Decide(draft => MessageRules.Edit(draft, caller, seq, text));

    public Answer<Done> Delete(Caller caller, long seq) => Decide(draft => MessageRules.Delete(draft, caller, seq));

    public Answer<Done> Change(ChatChange change) => Decide(draft => ChatSettings.Change(draft, Company, change));

    public ImmutableArray<EventKind> Kinds => [.. _events.Select(chatEvent => chatEvent.Kind)];
}
