using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Fanout;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Notifications;
using ConnectNow.Notifications;
using ConnectNow.Participants;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Chats.Notifications;

/// <summary>
/// Whom a chat tells what: after a commit, by one word to the grain of each person who wants it; and what there is to show when that grain
/// asks.
/// </summary>
internal sealed class ChatNotifications(
    IGrainBase grain, IGrainFactory grains, string chatId, ChatTimeline timeline, ChatFanout fanout, FreshTerms terms, TimeProvider time, IOptions<PushOptions> push)
{
    /// <summary>Answers go first, and what is said within a moment becomes one notification.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

    /// <summary>Notifications sent, and messages looked back at, in one go.</summary>
    private const int AtOnce = 50;

    private readonly List<ChatEvent> _queued = [];
    private readonly Dictionary<string, (long ReadUpTo, long Messages)> _readCounts = [];
    private NotificationBatcher? _batcher;
    private IGrainTimer? _timer;
    private ImmutableDictionary<string, Participant>? _listenersOf;
    private ImmutableArray<Participant> _listeners = [];
    private Mentions? _mentions;

    private ChatState? State => timeline.State;

    /// <inheritdoc cref="IChatNotificationsGrain.Unseen"/>
    public async Task<Unseen?> Unseen(string participantId, NewMessages newMessages)
    {
        if (Listener(participantId) is not { } person || await Newest(person, newMessages) is not { } message) return null;
        var company = message.By == Author.Company ? (await terms.Of(State!)).CompanyName : "";
        var unread = await Unread(person);
        // Read, left or turned off while storage was asked: then nothing after all.
        if (Listener(participantId) is not { } now || now.Stay != person.Stay || now.ReadUpTo >= message.Seq) return null;
        return new Unseen
        {
            Stay = now.Stay,
            Chat = State!.Name,
            From = State.Participants.GetValueOrDefault(message.By)?.FullName ?? company,
            Text = Excerpt.Of(message.Text ?? ""),
            Seq = message.Seq,
            Files = message.Attachments.Length,
            Unread = Math.Max(1, unread),
            ReadUpTo = now.ReadUpTo,
            Here = fanout.Here.Contains(participantId),
        };
    }

    /// <summary>After a commit: queues notifications for the people who want them. Costs nothing when nobody does.</summary>
    public void Queue(ImmutableArray<ChatEvent> events)
    {
        if (Listeners().IsEmpty) return;
        var idle = _queued.Count == 0;
        _queued.AddRange(events.Where(chatEvent => chatEvent.Kind == EventKind.Message));
        if (idle && _queued.Count > 0) NotifyIn(Delay);
    }

    private void NotifyIn(TimeSpan delay)
    {
        _timer ??= grain.RegisterGrainTimer(Notify, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private async Task Notify(CancellationToken cancellationToken)
    {
        _batcher ??= new NotificationBatcher(time, push.Value.Interval);
        ChatEvent[] messages = [.. _queued];
        _queued.Clear();
        foreach (var message in messages) Write(message, _batcher);
        var due = _batcher.Take();
        if (_batcher.Wait is { } wait) NotifyIn(wait > Delay ? wait : Delay);
        foreach (var some in due.Chunk(AtOnce))
        {
            foreach (var (id, newMessages) in some)
            {
                // One way: nobody waits, and a notification that gets lost is lost.
                grains.GetGrain<IParticipantGrain>($"{chatId}/{id}").Notify(newMessages with { Here = fanout.Here.Contains(id) }).Ignore();
            }

            await Task.Yield();
        }
    }

    private void Write(ChatEvent message, NotificationBatcher batch)
    {
        var named = Named(message);
        foreach (var person in Listeners())
        {
            if (NotificationPreferences.Wants(person, message, () => named.Contains(person.Id))) batch.Add(person.Id, message.Seq, named.Contains(person.Id));
        }
    }

    /// <summary>The newest of the messages a notification is about that the person has not read and still wants to hear of.</summary>
    private async ValueTask<ChatEvent?> Newest(Participant person, NewMessages newMessages)
    {
        var first = Math.Max(Math.Max(newMessages.First, person.ReadUpTo + 1), newMessages.Newest - AtOnce);
        for (var seq = newMessages.Newest; seq >= first; seq--)
        {
            if (await timeline.Find(seq) is { } chatEvent && NotificationPreferences.Wants(person, chatEvent, () => Named(chatEvent).Contains(person.Id))) return chatEvent;
        }

        return null;
    }

    /// <summary>How many messages came after a person's read mark.</summary>
    private async ValueTask<long> Unread(Participant person)
    {
        if (!_readCounts.TryGetValue(person.Id, out var known) || known.ReadUpTo != person.ReadUpTo)
        {
            // A person who is away for long stays at one mark: storage is asked for its event once.
            known = (person.ReadUpTo, (await timeline.Find(person.ReadUpTo))?.Messages ?? 0);
            _readCounts[person.Id] = known;
        }

        return State!.Messages - known.Messages;
    }

    private Participant? Listener(string participantId) =>
        Listeners().FirstOrDefault(person => person.Id == participantId) is { } person ? fanout.WithMarks(person) : null;

    private ImmutableArray<Participant> Listeners()
    {
        if (!ReferenceEquals(_listenersOf, State?.Participants))
        {
            _listenersOf = State?.Participants;
            _listeners = State is null ? [] : [.. NotificationPreferences.Listeners(State)];
            _mentions = null;
        }

        return _listeners;
    }

    /// <summary>Whom a message names among those who are in the chat now.</summary>
    private IReadOnlySet<string> Named(ChatEvent message)
    {
        Listeners();
        _mentions ??= Mentions.Among(State?.Participants.Values ?? []);
        return _mentions.In(message.Text ?? "");
    }
}
