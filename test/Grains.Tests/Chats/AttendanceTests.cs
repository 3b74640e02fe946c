using ConnectNow.Chats;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Grains.Tests.Chats;

public sealed class AttendanceTests
{
    [Fact]
    public void A_new_address_is_in_at_once()
    {
        var chat = new Chronicle();

        var admission = chat.Admit("Alice").Value!;

        Assert.Equal(Standing.Active, admission.Participant.Standing);
        Assert.False(admission.Participant.Verified);
        Assert.Equal([EventKind.Joined], chat.Kinds);
        Assert.Equal("Alice Tester", chat.Entries[0].Text);
    }

    [Fact]
    public void An_address_the_chat_knows_needs_proof()
    {
        var chat = new Chronicle();
        chat.Join("Alice");

        Assert.Equal(Reason.AlreadyExists, chat.Admit("Alice").Refusal!.Reason);
        Assert.Equal([EventKind.Joined], chat.Kinds);
    }

    [Fact]
    public void The_same_attempt_asking_again_is_admitted_once()
    {
        var chat = new Chronicle();

        var first = chat.Admit("Alice", attempt: "one").Value!;
        var again = chat.Admit("Alice", attempt: "one").Value!;

        Assert.Equal(first.Participant, again.Participant);
        Assert.Single(chat.Entries);
    }

    [Fact]
    public void A_proven_address_on_another_device_changes_nothing_but_that_it_is_verified()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");

        var admission = chat.Admit("Alice", verified: true).Value!;

        Assert.Equal(alice.ParticipantId, admission.Participant.Id);
        Assert.Equal(alice.Stay, admission.Participant.Stay);
        Assert.True(admission.Participant.Verified);
        Assert.Single(chat.Entries);
    }

    [Fact]
    public void Who_comes_back_is_the_same_participant_in_a_new_stay()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");
        chat.Leave(alice);

        var back = chat.Admit("Alice", verified: true).Value!.Participant;

        Assert.Equal(alice.ParticipantId, back.Id);
        Assert.NotEqual(alice.Stay, back.Stay);
        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined], chat.Kinds);
        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined], back.History.Select(change => change.Kind));
    }

    [Fact]
    public void Leaving_ends_every_credential_of_the_stay_even_after_coming_back()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");
        chat.Leave(alice);
        Assert.Equal(Reason.NotInChat, chat.Send(alice, "hello").Refusal!.Reason);

        chat.Admit("Alice", verified: true);

        Assert.Equal(Reason.NotInChat, chat.Send(alice, "hello").Refusal!.Reason);
    }

    [Fact]
    public void Coming_back_under_another_name_shows_that_it_changed()
    {
        var chat = new Chronicle();
        chat.Leave(chat.Join("Alice"));

        chat.Decide(draft => Attendance.Admit(
            draft, new AdmissionRequest { Name = "Alicia", Surname = "Tester", Email = "alice@example.com", Verified = true, Attempt = "x" }, chat.Terms));

        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined, EventKind.Renamed], chat.Kinds);
        Assert.Equal("Alicia Tester", chat.State.Participants.Values.Single().FullName);
    }

    [Fact]
    public void The_last_place_is_given_once_and_leaving_frees_it()
    {
        var chat = new Chronicle(limit: 2);
        var alice = chat.Join("Alice");
        chat.Join("Bob");

        var full = chat.Admit("Carol").Refusal!;
        Assert.Equal(Reason.ChatFull, full.Reason);
        Assert.Equal(2, full.Limit);
        Assert.Equal("Northwind", full.Company);

        chat.Leave(alice);
        Assert.NotNull(chat.Admit("Carol").Value);
        Assert.Equal(Reason.ChatFull, chat.Admit("Alice", verified: true).Refusal!.Reason);
    }

    [Fact]
    public void Whom_the_company_removed_only_the_company_brings_back()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");

        chat.Decide(draft => Attendance.Leave(draft, Chronicle.Company, alice.ParticipantId!));

        Assert.Equal(EventKind.Removed, chat.Entries[^1].Kind);
        Assert.Equal(Reason.NotAllowed, chat.Admit("Alice", verified: true).Refusal!.Reason);
        Assert.NotNull(chat.Admit("Alice", addedBy: Chronicle.Company).Value);
        Assert.Equal(Author.Company, chat.Entries[^1].By);
    }

    [Fact]
    public void Nobody_can_remove_or_rename_somebody_else()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");
        var bob = chat.Join("Bob");

        Assert.Equal(Reason.NotAllowed, chat.Decide(draft => Attendance.Leave(draft, bob, alice.ParticipantId!)).Refusal!.Reason);
        Assert.Equal(Reason.NotAllowed, chat.Decide(draft => Attendance.Rename(draft, bob, alice.ParticipantId!, "Mallory", "M")).Refusal!.Reason);
    }

    [Fact]
    public void Another_company_learns_no_more_than_that_there_is_none_for_it()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");
        var other = Caller.Company("other00000000000");

        Assert.Equal(Reason.NotFound, chat.Send(other, "hello").Refusal!.Reason);
        Assert.Equal(Reason.NotFound, chat.Decide(draft => Attendance.Leave(draft, other, alice.ParticipantId!)).Refusal!.Reason);
    }

    [Fact]
    public void A_closed_chat_lets_nobody_in_and_takes_no_message_but_can_be_left()
    {
        var chat = new Chronicle();
        var alice = chat.Join("Alice");
        chat.Change(new ChatChange { Closed = true });

        Assert.Equal(Reason.ChatClosed, chat.Admit("Bob").Refusal!.Reason);
        Assert.Equal(Reason.ChatClosed, chat.Send(alice, "hello").Refusal!.Reason);
        Assert.False(chat.Leave(alice).IsRefused);

        chat.Change(new ChatChange { Closed = false });
        Assert.NotNull(chat.Admit("Bob").Value);
    }
}
