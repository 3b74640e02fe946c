using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Languages;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Telemetry;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.SignalR;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// What browsers and programs call over the hub, as <c>docs/protocol.md</c> says. One connection is for one participant of one
/// chat, checked when it was opened; whether they still are in the chat is decided by the chat itself at every call. A refusal is an
/// answer.
/// </summary>
internal sealed class ChatHub(
    ChatRooms rooms, IGrainFactory grains, HubBudget budget, FrontendMeter meter, TimeProvider time, ILogger<ChatHub> logger) : Hub
{
    private Subscriber Subscriber => Context.Features.Get<Subscriber>()!;

    private IChatFilesGrain Files => grains.GetGrain<IChatFilesGrain>(Subscriber.ChatId);

    private IChatGrain Chat => Subscriber.Chat;

    /// <summary>Begins the flow of events, and says all there is to know at this moment.</summary>
    public Task<SnapshotAnswer> Open(long? after) => AskAsync(async () =>
    {
        Subscriber.Hold();
        long? upTo = null;
        try
        {
            // The lease first, then the snapshot: between them no event can slip through.
            if (await rooms.EnterAsync(Subscriber) is { } refusal) return refusal;
            var snapshot = await Chat.Open(Subscriber.Caller, after);
            if (snapshot.Value is null) return snapshot.Refusal!;
            upTo = snapshot.Value.LastSeq;
            rooms.Admit(Subscriber);
            if (after is not null && snapshot.Value.Reset) meter.Resynced(ResyncReason.TooFarBehind);
            return Answered(SnapshotAnswer.Of(snapshot.Value, Subscriber.ParticipantId, time.GetUtcNow()));
        }
        finally
        {
            if (upTo is null) rooms.Leave(Subscriber);
            Subscriber.Release(upTo);
        }
    },
    refusal => new SnapshotAnswer { Refusal = refusal });

    /// <summary>
    /// The same for a gap: what flows goes on. A connection that was never opened is opened by it, so that nobody waits for events that
    /// can't come.
    /// </summary>
    public Task<SnapshotAnswer> Sync(long? after) => !Subscriber.IsAdmitted ? Open(after) : AskAsync(async () =>
    {
        var snapshot = await Chat.Open(Subscriber.Caller, after);
        return snapshot.Value is { } value ? Answered(SnapshotAnswer.Of(value, Subscriber.ParticipantId, time.GetUtcNow())) : snapshot.Refusal!;
    },
    refusal => new SnapshotAnswer { Refusal = refusal });

    /// <summary>Says something, shows files, or both. Durable when answered with a number.</summary>
    public Task<SendAnswer> Send(SendRequest? message) => AskAsync(async () =>
    {
        var attachments = AttachmentIds.Check(message?.Attachments);
        if (attachments.Refusal is { } wrong) return wrong;
        var sent = await Chat.Send(Subscriber.Caller, message?.ClientId ?? "", message?.Text ?? "", attachments.Value);
        return sent.Value is { } value ? Answered(new SendAnswer { Seq = value.Seq, At = value.At }) : sent.Refusal!;
    },
    refusal => new SendAnswer { Refusal = refusal });

    /// <summary>Older events.</summary>
    public Task<HistoryAnswer> History(HistoryRequest? request) => AskAsync(async () =>
    {
        if (request?.Before is not { } before || before < 1) return NoNumber;
        var count = request.Count ?? ChatLimits.PageSize;
        return IsPage(count) ? HistoryAnswer.Of(await Chat.History(Subscriber.Caller, before, count)) : NoPage;
    },
    refusal => new HistoryAnswer { Refusal = refusal });

    /// <summary>Messages that have files or links: the newest ones below a number.</summary>
    public Task<HistoryAnswer> Collection(CollectionRequest? request) => AskAsync(async () =>
    {
        if (WhatOf(request?.What) is not { } what) return Refusal.Invalid("what", "Say what to collect: files or links.");
        var before = request!.Before ?? long.MaxValue;
        if (before < 1) return NoNumber;
        var count = request.Count ?? ChatLimits.PageSize;
        return IsPage(count) ? HistoryAnswer.Of(await Files.Collection(Subscriber.Caller, what, before, count)) : NoPage;
    },
    refusal => new HistoryAnswer { Refusal = refusal });

    /// <summary>Everything up to a number has been seen.</summary>
    public Task<ReadAnswer> Read(long seq) => AskAsync(async () =>
    {
        if (seq < 0) return Refusal.Invalid("seq", "Say up to which number: 0 or more.");
        var read = await Chat.Read(Subscriber.Caller, seq);
        return read.Refusal is { } refusal ? refusal : Answered(new ReadAnswer());
    },
    refusal => new ReadAnswer { Refusal = refusal });

    private static Refusal NoNumber => Refusal.Invalid("before", "Say before which number: 1 or more.");

    private static Refusal NoPage => Refusal.Invalid("count", $"Ask for 1 to {ChatLimits.MaxPageSize} events.");

    private static bool IsPage(int count) => count is >= 1 and <= ChatLimits.MaxPageSize;

    private static Collected? WhatOf(string? name) => name switch
    {
        "files" => Collected.Files,
        "links" => Collected.Links,
        _ => null,
    };

    private static Answer<T> Answered<T>(T value) => new(value, null);

    private async Task<T> AskAsync<T>(Func<Task<Answer<T>>> ask, Func<RefusalView, T> refuse)
    {
        var refusal = budget.Spend(Subscriber.ParticipantId);
        if (refusal is null)
        {
            try
            {
                var answer = await ask();
                if (answer.Refusal is null)
                {
                    budget.Charge(Subscriber.ParticipantId, answer.Value!);
                    return answer.Value!;
                }

                refusal = answer.Refusal;
            }
            catch (Exception exception) when (FaultHandler.IsUnavailable(exception))
            {
                HubLog.Unavailable(logger, exception, Subscriber.ChatId);
                refusal = new Refusal(Reason.Unavailable);
            }
        }

        if (refusal.Reason is Reason.NotInChat or Reason.NotFound) await EndIfGoneAsync();
        return refuse(RefusalView.Of(refusal, Context.GetHttpContext()?.LanguageOfReader() ?? Language.Source));
    }

    private string WhyGone(Participant? person) => person switch
    {
        null => "erased",
        { Standing: Standing.Removed } => "removed",
        { VerifiedFrom: { } from } when from > Subscriber.Caller.Stay && person.Standing == Standing.Active => "proven",
        _ => "left",
    };

    /// <summary>The chat no longer knows this stay: the connection ends, as it would have by the event that said so.</summary>
    private async Task EndIfGoneAsync()
    {
        try
        {
            var person = await Chat.Find(Subscriber.ParticipantId);
            if (person is { Standing: Standing.Active } && person.Stay == Subscriber.Caller.Stay) return;
            rooms.Leave(Subscriber);
            Subscriber.SignOut(WhyGone(person));
        }
        catch (Exception exception) when (FaultHandler.IsUnavailable(exception))
        {
            HubLog.Unavailable(logger, exception, Subscriber.ChatId);
        }
    }
}
