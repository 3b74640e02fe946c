using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Tests.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Rules;

/// <summary>Names and addresses that another person of the chat, or its company, has already.</summary>
public sealed class TakenNamesTests
{
    [Fact]
    public void Coming_back_under_another_name_shows_that_it_changed()
    {
        var chat = new TestTimeline();
        chat.Leave(chat.Join("Alice"));

        chat.Decide(draft => Membership.Admit(
            draft, new AdmissionRequest { Name = "Alicia", Surname = "Tester", Email = "alice@example.com", Verified = true, Attempt = "x" }, chat.Terms));

        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined, EventKind.Proven, EventKind.Renamed], chat.Kinds);
        Assert.Equal("Alicia Tester", chat.State.Participants.Values.Single().FullName);
    }

    [Fact]
    public void A_name_that_somebody_has_already_is_marked_also_when_it_only_looks_the_same()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        var bob = chat.Join("Bob");

        var same = chat.Decide(draft => Membership.Rename(draft, bob, bob.ParticipantId!, "ALICE", "Tester", "Northwind")).Value!;
        var alike = chat.Decide(draft => Membership.Rename(draft, bob, bob.ParticipantId!, "Аlice", "Tester", "Northwind")).Value!;
        var other = chat.Decide(draft => Membership.Rename(draft, bob, bob.ParticipantId!, "Bob", "Tester", "Northwind")).Value!;

        Assert.Equal((true, true, false), (same.SameName, alike.SameName, other.SameName));
        Assert.False(chat.State.Participants[alice.ParticipantId!].SameName);
    }

    [Fact]
    public void The_companys_name_is_nobody_elses()
    {
        var chat = new TestTimeline();
        var bob = chat.Join("Bob");

        Assert.Equal("name", chat.Decide(draft => Membership.Rename(draft, bob, bob.ParticipantId!, "North", "Wind", "Northwind")).Refusal!.Field);
        Assert.Equal("name", chat.Decide(draft => Membership.Rename(draft, bob, bob.ParticipantId!, "Nоrth", "wind", "Northwind")).Refusal!.Field);
        Assert.NotNull(chat.Decide(draft => Membership.Rename(draft, TestTimeline.Company, bob.ParticipantId!, "North", "Wind", "Northwind")).Value);
        Assert.Equal("name", Join(chat, "North", "WIND", "w@example.com").Refusal!.Field);
    }

    [Fact]
    public void An_address_that_looks_like_somebodys_is_refused_and_one_kept_before_is_found_by_its_spelling_of_today()
    {
        var chat = new TestTimeline();
        Assert.NotNull(Join(chat, "Coco", "Tester", "coco@example.com").Value);
        Assert.NotNull(Join(chat, "Alice", "Tester", "alice@exämple.com").Value);

        Assert.Equal("email", Join(chat, "Coco", "Other", "сосо@example.com").Refusal!.Field);
        Assert.Equal(Reason.AlreadyExists, Join(chat, "Alice", "Other", "alice@xn--exmple-cua.com").Refusal!.Reason);
        Assert.Equal("Alice", chat.State.FindByEmail("alice@exämple.com")!.Name);
    }

    private static Answer<Admission> Join(TestTimeline chat, string name, string surname, string email) => chat.Decide(draft => Membership.Admit(
        draft, new AdmissionRequest { Name = name, Surname = surname, Email = email, Verified = false, Attempt = Secrets.NewId() }, chat.Terms));
}
