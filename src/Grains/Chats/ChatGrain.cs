using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Fanout;
using ConnectNow.Grains.Chats.Files;
using ConnectNow.Grains.Chats.Notifications;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Notifications;
using ConnectNow.Grains.Telemetry;
using ConnectNow.Participants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace ConnectNow.Grains.Chats;

/// <inheritdoc cref="IChatGrain"/>
/// <remarks>
/// The class is reentrant: calls interleave at each await. All changes go through <see cref="ChatTimeline"/>, which decides and commits
/// them one batch after the other; everything else reads immutable snapshots of the last commit.
/// </remarks>
[Reentrant]
internal sealed partial class ChatGrain : Grain, IChatGrain
{
    /// <summary>How often marks are written and dead frontends are forgotten.</summary>
    internal static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(10);

    private readonly ChatTimeline _timeline;
    private readonly ChatFanout _fanout;
    private readonly ChatFiles _files;
    private readonly ChatNotifications _notifications;
    private readonly FreshTerms _terms;
    private readonly ActivationMeter _meter;
    private readonly TimeProvider _time;
    private readonly EmptyActivation _empty;

    public ChatGrain(
        ITimelineStore store, IFileStore files, TimeProvider time, ChatMeter meter, IOptions<PushOptions> push, ILogger<ChatGrain> logger)
    {
        _time = time;
        _meter = new ActivationMeter(meter);
        _timeline = new ChatTimeline(ChatId, store, time, meter, logger, OnCommitted, DeactivateOnIdle);
        _fanout = new ChatFanout(ChatId, _timeline, time, _meter, logger);
        _files = new ChatFiles(ChatId, files, _timeline, GrainFactory, time, logger);
        _terms = new FreshTerms(GrainFactory, time);
        _notifications = new ChatNotifications(this, GrainFactory, ChatId, _timeline, _fanout, _terms, time, push);
        _empty = new EmptyActivation(this, () => State is null);
    }

    private string ChatId => this.GetPrimaryKeyString();

    private ChatState? State => _timeline.State;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _timeline.Load(cancellationToken);
        _files.Load();
        _meter.Begin();
        this.RegisterGrainTimer(KeepUp, new GrainTimerCreationOptions(Upkeep, Upkeep) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _meter.End();
        await _fanout.WriteMarks();
        // What is not done by then, a row and a mark remember.
        await _files.Idle.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
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

    public Task<Answer<Done>> Erase(Caller caller) => _files.Erase(caller, _fanout.PublishErased);

    public Task<Answer<Sent>> Send(Caller caller, string clientId, string text, ImmutableArray<string> attachments = default)
    {
        var ids = attachments.IsDefault ? [] : attachments;
        if ((MessageRules.CheckClientId(clientId) ?? Uploads.CheckAttachments(ids)) is { } wrong) return Task.FromResult<Answer<Sent>>(wrong);
        var kept = MessageRules.CheckMessage(text, ids);
        if (kept.Refusal is { } wrongText) return Task.FromResult<Answer<Sent>>(wrongText);
        return ids.IsEmpty
            ? _timeline.Run(draft => MessageRules.Send(draft, caller, clientId, kept.Value!, ids), MessageRules.RowsOfSend(ids))
            : _files.Send(caller, clientId, kept.Value!, ids);
    }

    public Task<Answer<ChatEvent>> Edit(Caller caller, long seq, string text)
    {
        var kept = MessageRules.CheckText(text);
        return kept.Refusal is { } wrong
            ? Task.FromResult<Answer<ChatEvent>>(wrong)
            : _timeline.Run(draft => MessageRules.Edit(draft, caller, seq, kept.Value!));
    }

    public async Task<Answer<Done>> Delete(Caller caller, long seq) =>
        ChatAccess.MayRead(State, caller) is { } refusal ? refusal : await _files.Delete(caller, seq);

    public async Task<Answer<Admission>> Admit(AdmissionRequest request)
    {
        if (State is null) return Reason.NotFound;
        var terms = await _terms.Of(State);
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
        var terms = await _terms.Of(State!);
        return await _timeline.Run(draft => Membership.Rename(draft, caller, participantId, name, surname, terms.CompanyName));
    }

    private async Task KeepUp(CancellationToken cancellationToken)
    {
        _fanout.Expire();
        await _fanout.WriteMarks();
        await _files.KeepUp();
    }

    private void OnCommitted(Commit commit)
    {
        if (commit.Events.IsEmpty) return;
        _fanout.Publish(commit);
        _notifications.Queue(commit.Events);
    }
}
