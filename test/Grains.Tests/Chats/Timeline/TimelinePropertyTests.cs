using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Files;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;
using CsCheck;

namespace ConnectNow.Grains.Tests.Chats.Timeline;

/// <summary>Whatever people do in whatever order, these hold.</summary>
public sealed class TimelinePropertyTests
{
    private const int Limit = 3;
    private static readonly string[] Names = ["Alice", "Bob", "Carol", "Dave", "Eve"];

    private static readonly Gen<(int What, int Who, int Which)> Step = Gen.Select(Gen.Int[0, 13], Gen.Int[0, Names.Length - 1], Gen.Int[0, 20]);

    [Fact]
    public void Numbers_are_gapless_places_are_never_overbooked_and_history_tells_the_truth() =>
        Step.Array[0, 80].Sample(steps =>
        {
            var chat = new TestTimeline(Limit);
            foreach (var step in steps)
            {
                Take(chat, step);
                Assert.True(chat.State.Active <= Limit);
            }

            Assert.Equal(Enumerable.Range(1, chat.Events.Count).Select(n => (long)n), chat.Events.Select(chatEvent => chatEvent.Seq));
            Assert.Equal(chat.Events.Count, chat.State.LastSeq);
            Assert.Equal(chat.Events.Select(chatEvent => chatEvent.At).Order(), chat.Events.Select(chatEvent => chatEvent.At));
            Assert.Equal(chat.State.Participants.Values.Count(person => person.Standing == Standing.Active), chat.State.Active);
            Assert.All(chat.State.Participants.Values, person => HistoryAgrees(chat, person));
            CountsAgree(chat);
            FilesAgree(chat);
            RowsSurviveStorage(chat);
        });

    private static void Take(TestTimeline chat, (int What, int Who, int Which) step)
    {
        chat.Now += TimeSpan.FromSeconds(step.Which - 5);
        var name = Names[step.Who];
        var person = chat.State.FindByEmail($"{name.ToLowerInvariant()}@example.com");
        var caller = person is null ? Caller.Participant("nobody0000000000", 1) : Caller.Participant(person.Id, person.Stay);
        switch (step.What)
        {
            case 0: chat.Admit(name); break;
            case 1: chat.Admit(name, verified: true); break;
            case 2: chat.Leave(caller); break;
            case 3 or 4: chat.Send(caller, "text", $"id-{step.Which}"); break;
            case 5: chat.Edit(caller, step.Which, $"edited {step.Which}"); break;
            case 6: chat.Delete(caller, step.Which); break;
            case 7: chat.Begin(caller, step.Which * 100, $"upload-{step.Which % 5}"); break;
            case 8: foreach (var id in UploadsOf(chat, step.Which)) chat.Complete(caller, id, step.Which * 50); break;
            case 9: foreach (var id in UploadsOf(chat, 1)) chat.Cancel(caller, id); break;
            case 10 or 11: chat.Send(caller, "", $"id-{step.Which}", [.. UploadsOf(chat, step.Which % 3)]); break;
            case 12:
                if (step.Which == 20) chat.Now += FileLimits.UploadLifetime;
                chat.Expire();
                chat.Decide(draft => Uploads.Forget(draft, [.. chat.State.Files.PendingDeletions.Keys.Take(step.Which % 4)]));
                break;
            default: chat.Decide(draft => Membership.Leave(draft, TestTimeline.Company, caller.ParticipantId!)); break;
        }
    }

    private static IEnumerable<string> UploadsOf(TestTimeline chat, int count) =>
        chat.State.Files.Uploads.Keys.Order(StringComparer.Ordinal).Take(count);

    /// <summary>Every byte that counts is in one message or one upload, and no file in two places.</summary>
    private static void FilesAgree(TestTimeline chat)
    {
        var attached = chat.Events.SelectMany(chatEvent => chatEvent.Attachments).ToList();
        var files = chat.State.Files;
        Assert.Equal(attached.Sum(attachment => attachment.Size) + files.Uploads.Values.Sum(ChatDraft.SizeOf), chat.State.FileBytes);
        List<string> ids = [.. attached.Select(attachment => attachment.Id), .. files.Uploads.Keys, .. files.PendingDeletions.Keys];
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.All(chat.Events, chatEvent => Assert.True(chatEvent.Attachments.IsEmpty || chatEvent is { Kind: EventKind.Message, DeletedAt: null }));
    }

    private static void HistoryAgrees(TestTimeline chat, Participant person)
    {
        var about = chat.Events.Where(chatEvent => chatEvent.Subject == person.Id && chatEvent.Kind != EventKind.Renamed).ToList();
        Assert.Equal(about.Where(chatEvent => chatEvent.Kind != EventKind.Proven).Select(chatEvent => new MembershipChange(chatEvent.Kind, chatEvent.At)), person.History);
        Assert.Equal(person.Standing == Standing.Active, about[^1].Kind is EventKind.Joined or EventKind.Rejoined or EventKind.Proven);
        Assert.Equal(about.Last(chatEvent => chatEvent.Kind is EventKind.Joined or EventKind.Rejoined or EventKind.Proven).Seq, person.Stay);
        Assert.Equal(person.Verified, person.VerifiedFrom is not null);
        Assert.True(person.VerifiedFrom is null || about.Any(chatEvent => chatEvent.Seq == person.VerifiedFrom && chatEvent.Kind is EventKind.Joined or EventKind.Proven));
    }

    private static void CountsAgree(TestTimeline chat)
    {
        var count = 0;
        foreach (var chatEvent in chat.Events)
        {
            if (chatEvent.Kind == EventKind.Message) count++;
            Assert.Equal(count, chatEvent.Messages);
        }

        var keys = chat.Events.Select(TimelineCodec.KeyOf).OfType<string>().ToList();
        Assert.Equal(keys.Distinct().Count(), keys.Count);
    }

    private static void RowsSurviveStorage(TestTimeline chat)
    {
        Assert.All(chat.Events, chatEvent => Assert.Equivalent(chatEvent, TimelineCodec.Read(TimelineCodec.Write(chatEvent)), strict: true));
        var stored = new StoredTimeline(
            "1", "x", TimelineCodec.WriteHead(chat.State), [.. chat.State.Participants.Values.Select(TimelineCodec.Write)], [.. chat.FileRows], []);
        var read = TimelineCodec.ReadState(chat.State.ChatId, stored);
        Assert.Equal(chat.State with { Participants = read.Participants, ByEmail = read.ByEmail, Files = read.Files }, read);
        Assert.Equivalent(chat.State.Files, read.Files, strict: true);
        Assert.Equal(chat.State.ByEmail.OrderBy(pair => pair.Key), read.ByEmail.OrderBy(pair => pair.Key));
    }
}
