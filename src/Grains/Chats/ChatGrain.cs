using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Files;
using ConnectNow.Grains.Telemetry;
using ConnectNow.Participants;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace ConnectNow.Grains.Chats;

/// <inheritdoc cref="IChatGrain"/>
/// <remarks>
/// The class is reentrant: calls interleave at each await. All changes go through <see cref="Timeline"/>, which decides and commits them
/// one batch after the other; everything else reads immutable snapshots of the last commit.
/// </remarks>
[Reentrant]
internal sealed partial class ChatGrain : Grain, IChatGrain, IChatFilesGrain
{
    /// <summary>How often marks are written and dead frontends are forgotten.</summary>
    internal static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(10);

    private readonly IFileStore _files;
    private readonly TimeProvider _time;
    private readonly ChatMeter _meter;
    private readonly ILogger<ChatGrain> _logger;
    private readonly Timeline _timeline;
    private readonly FrontendLeases _leases;
    private readonly ReadMarks _marks = new();
    private CompanyTermsOfChat? _terms;
    private DateTimeOffset _termsAt;
    private int _leasesCounted;
    private bool _isCounted;
    private EmptyActivation? _empty;

    public ChatGrain(ITimelineStore store, IFileStore files, TimeProvider time, ChatMeter meter, ILogger<ChatGrain> logger)
    {
        _files = files;
        _time = time;
        _meter = meter;
        _logger = logger;
        _timeline = new Timeline(ChatId, store, time, meter, logger, OnCommitted, OnLost);
        _leases = new FrontendLeases(time, PublisherOf);
        _account = new StorageAccount(GrainFactory);
    }

    private string ChatId => this.GetPrimaryKeyString();

    private ChatState? State => _timeline.State;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _timeline.Load(cancellationToken);
        _account.Load(State);
        _meter.ChatActivated();
        _isCounted = true;
        this.RegisterGrainTimer(KeepUp, new GrainTimerCreationOptions(Upkeep, Upkeep) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Uncount();
        await WriteMarks();
        // What is not done by then, a row and a mark remember.
        await _tidying.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await _timeline.Drain();
    }

    public async Task<Answer<ChatDescription>> Create(NewChat chat)
    {
        var created = await _timeline.Run(draft => ChatSettings.Create(draft, ChatId, chat));
        return created.Refusal is { } refusal ? refusal : await Describe();
    }

    public async Task<Answer<ChatDescription>> Change(Caller caller, ChatChange change)
    {
        var changed = await _timeline.Run(draft => ChatSettings.Change(draft, caller, change));
        return changed.Refusal is { } refusal ? refusal : await Describe();
    }

    public Task<Answer<Done>> Erase(Caller caller) => _filing.Run(() => EraseAll(caller));

    public Task<Answer<Sent>> Send(Caller caller, string clientId, string text, ImmutableArray<string> attachments = default)
    {
        var ids = attachments.IsDefault ? [] : attachments;
        if ((MessageRules.CheckClientId(clientId) ?? Uploads.CheckAttachments(ids)) is { } wrong) return Task.FromResult<Answer<Sent>>(wrong);
        var kept = MessageRules.CheckMessage(text, ids);
        if (kept.Refusal is { } wrongText) return Task.FromResult<Answer<Sent>>(wrongText);
        return ids.IsEmpty
            ? _timeline.Run(draft => MessageRules.Send(draft, caller, clientId, kept.Value!, ids), MessageRules.RowsOfSend(ids))
            : SendFiles(caller, clientId, kept.Value!, ids);
    }

    public Task<Answer<ChatEvent>> Edit(Caller caller, long seq, string text)
    {
        var kept = MessageRules.CheckText(text);
        return kept.Refusal is { } wrong
            ? Task.FromResult<Answer<ChatEvent>>(wrong)
            : _timeline.Run(draft => MessageRules.Edit(draft, caller, seq, kept.Value!));
    }

    public async Task<Answer<Done>> Delete(Caller caller, long seq)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var looked = await Attempt<Found>(async () => new Found(await _timeline.Find(seq)));
        if (looked.Refusal is { } unknown) return unknown;
        if (looked.Value.Message is { Attachments.IsEmpty: false } message && MessageRules.MayDelete(message, caller))
            return await _filing.Run(() => DeleteFiles(caller, message));
        return await _timeline.Run(draft => MessageRules.Delete(draft, caller, seq), MessageRules.RowsOfDelete(looked.Value.Message));
    }

    public async Task<Answer<Admission>> Admit(AdmissionRequest request)
    {
        if (State is null) return Reason.NotFound;
        var terms = await Terms();
        return await _timeline.Run(draft => Membership.Admit(draft, request, terms));
    }

    public async Task<Answer<Done>> Leave(Caller caller, string participantId)
    {
        var left = await _timeline.Run(draft => Membership.Leave(draft, caller, participantId));
        // The commit has ended the stay, and every credential with it; this only tidies up.
        if (!left.IsRefused) GrainFactory.GetGrain<IParticipantGrain>($"{ChatId}/{participantId}").SignOutAll().Ignore();
        return left;
    }

    public async Task<Answer<Participant>> RenameParticipant(Caller caller, string participantId, string name, string surname)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var terms = await Terms();
        return await _timeline.Run(draft => Membership.Rename(draft, caller, participantId, name, surname, terms.CompanyName));
    }

    private async Task KeepUp(CancellationToken cancellationToken)
    {
        Attended(_leases.Expire());
        await WriteMarks();
        await KeepFiles();
    }

    /// <summary>The company's name and limit of people, at most a few seconds old.</summary>
    private async Task<CompanyTermsOfChat> Terms()
    {
        var freshness = TimeSpan.FromSeconds(5);
        if (_terms is not null && _time.GetUtcNow() - _termsAt < freshness) return _terms;
        var terms = await GrainFactory.GetGrain<ICompanyGrain>(State!.CompanyId).Terms();
        _termsAt = _time.GetUtcNow();
        return _terms = new CompanyTermsOfChat(terms.Name, terms.Limits.PeoplePerChat, terms.Limits.FileBytes);
    }

    private async Task WriteMarks()
    {
        if (!_marks.IsDirty || State is null || _timeline.IsLost) return;
        IReadOnlyCollection<string> written = [];
        await _timeline.Run(draft =>
        {
            written = _marks.WriteTo(draft);
            return (Answer<Done>)default(Done);
        });
        _marks.Written(written, State);
    }

    private void OnCommitted(Commit commit)
    {
        if (commit.Events.IsEmpty) return;
        var people = commit.People.Select(_marks.On).ToImmutableArray();
        _leases.Publish(new ChatFrame { ChatId = ChatId, Events = commit.Events, People = people });
        QueueNotifications(commit.Events);
    }

    private void Uncount()
    {
        if (!_isCounted) return;
        _isCounted = false;
        _meter.ChatDeactivated();
        CountLeases();
    }

    /// <summary>Those of an activation that goes count no more.</summary>
    private void CountLeases()
    {
        var leases = _isCounted ? _leases.Count : 0;
        _meter.LeasesChanged(leases - _leasesCounted);
        _leasesCounted = leases;
    }

    private void OnLost() => DeactivateOnIdle();

    private Action<ChatFrame> PublisherOf(IFrontend frontend) => new FramePublisher(frontend, _logger).Publish;
}
