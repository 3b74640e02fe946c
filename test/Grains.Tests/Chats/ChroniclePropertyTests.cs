using ConnectNow.Chats;
using ConnectNow.Grains.Chats;
using CsCheck;

namespace ConnectNow.Grains.Tests.Chats;

/// <summary>Whatever people do in whatever order, these hold.</summary>
public sealed class ChroniclePropertyTests
{
    private const int Limit = 3;
    private static readonly string[] Names = ["Alice", "Bob", "Carol", "Dave", "Eve"];

    private static readonly Gen<(int What, int Who, int Which)> Step = Gen.Select(Gen.Int[0, 7], Gen.Int[0, Names.Length - 1], Gen.Int[0, 20]);

    [Fact]
    public void Numbers_are_gapless_places_are_never_overbooked_and_history_tells_the_truth() =>
        Step.Array[0, 80].Sample(steps =>
        {
            var chat = new Chronicle(Limit);
            foreach (var step in steps)
            {
                Take(chat, step);
                Assert.True(chat.State.Active <= Limit);
            }

            Assert.Equal(Enumerable.Range(1, chat.Entries.Count).Select(n => (long)n), chat.Entries.Select(entry => entry.Seq));
            Assert.Equal(chat.Entries.Count, chat.State.LastSeq);
            Assert.Equal(chat.Entries.Select(entry => entry.At).Order(), chat.Entries.Select(entry => entry.At));
            Assert.Equal(chat.State.Participants.Values.Count(person => person.Standing == Standing.Active), chat.State.Active);
            Assert.All(chat.State.Participants.Values, person => HistoryAgrees(chat, person));
            CountsAgree(chat);
            RowsSurviveStorage(chat);
        });

    private static void Take(Chronicle chat, (int What, int Who, int Which) step)
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
            default: chat.Decide(draft => Attendance.Leave(draft, Chronicle.Company, caller.ParticipantId!)); break;
        }
    }

    private static void HistoryAgrees(Chronicle chat, Participant person)
    {
        var about = chat.Entries.Where(entry => entry.Subject == person.Id && entry.Kind != EventKind.Renamed).ToList();
        Assert.Equal(about.Select(entry => new StayChange(entry.Kind, entry.At)), person.History);
        Assert.Equal(person.Standing == Standing.Active, about[^1].Kind is EventKind.Joined or EventKind.Rejoined);
        Assert.Equal(about.Last(entry => entry.Kind is EventKind.Joined or EventKind.Rejoined).Seq, person.Stay);
    }

    private static void CountsAgree(Chronicle chat)
    {
        var count = 0;
        foreach (var entry in chat.Entries)
        {
            if (entry.Kind == EventKind.Message) count++;
            Assert.Equal(count, entry.Messages);
        }

        var keys = chat.Entries.Select(TimelineCodec.KeyOf).OfType<string>().ToList();
        Assert.Equal(keys.Distinct().Count(), keys.Count);
    }

    private static void RowsSurviveStorage(Chronicle chat)
    {
        Assert.All(chat.Entries, entry => Assert.Equal(entry, TimelineCodec.Read(TimelineCodec.Write(entry))));
        var stored = new StoredTimeline(
            "1", "x", TimelineCodec.WriteHead(chat.State), [.. chat.State.Participants.Values.Select(TimelineCodec.Write)], []);
        var read = TimelineCodec.ReadState(chat.State.ChatId, stored);
        Assert.Equal(chat.State with { Participants = read.Participants, ByEmail = read.ByEmail }, read);
        Assert.Equal(chat.State.ByEmail.OrderBy(pair => pair.Key), read.ByEmail.OrderBy(pair => pair.Key));
    }
}
