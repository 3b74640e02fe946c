using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Tests.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Rules;

public sealed class MembershipTests
{
    [Fact]
    public void A_new_address_is_in_at_once()
    {
        var chat = new TestTimeline();

        var admission = chat.Admit("Alice").Value!;

        Assert.Equal(Standing.Active, admission.Participant.Standing);
        Assert.False(admission.Participant.Verified);
        Assert.Equal([EventKind.Joined], chat.Kinds);
        Assert.Equal("Alice Tester", chat.Events[0].Text);
    }

    [Fact]
    public void An_address_the_chat_knows_needs_proof()
    {
        var chat = new TestTimeline();
        chat.Join("Alice");

        Assert.Equal(Reason.AlreadyExists, chat.Admit("Alice").Refusal!.Reason);
        Assert.Equal([EventKind.Joined], chat.Kinds);
    }

    [Fact]
    public void The_same_attempt_asking_again_is_admitted_once()
    {
        var chat = new TestTimeline();

        var first = chat.Admit("Alice", attempt: "one").Value!;
        var again = chat.Admit("Alice", attempt: "one").Value!;

        Assert.Equal(first.Participant, again.Participant);
        Assert.Single(chat.Events);
    }

    [Fact]
    public void Proving_the_address_begins_a_new_stay_that_everybody_sees()
    {
        var chat = new TestTimeline();
        var anybody = chat.Join("Alice");
        Assert.False(chat.Send(anybody, "said by whoever had the password").IsRefused);

        var alice = chat.Admit("Alice", verified: true).Value!.Participant;

        Assert.Equal(anybody.ParticipantId, alice.Id);
        Assert.Equal([EventKind.Joined, EventKind.Message, EventKind.Proven], chat.Kinds);
        Assert.Equal((alice.Id, "Alice Tester"), (chat.Events[^1].Subject, chat.Events[^1].Text));
        Assert.Equal((true, (long?)3, 3L), (alice.Verified, alice.VerifiedFrom, alice.Stay));
        Assert.Equal(Reason.NotInChat, chat.Send(anybody, "I am Alice").Refusal!.Reason);
        Assert.Equal(Reason.NotInChat, chat.Decide(draft => Membership.Rename(draft, anybody, alice.Id, "Changed", "ByAttacker")).Refusal!.Reason);
        Assert.False(chat.Send(Caller.Participant(alice.Id, alice.Stay), "said by Alice").IsRefused);
    }

    [Fact]
    public void Proving_it_again_on_another_device_changes_nothing()
    {
        var chat = new TestTimeline();
        chat.Join("Alice");
        var alice = chat.Admit("Alice", verified: true).Value!.Participant;

        var again = chat.Admit("Alice", verified: true).Value!.Participant;

        Assert.Equal((alice.Stay, alice.VerifiedFrom), (again.Stay, again.VerifiedFrom));
        Assert.Equal([EventKind.Joined, EventKind.Proven], chat.Kinds);
    }

    [Fact]
    public void Who_was_verified_before_it_was_noted_when_begins_anew_once_unless_a_return_has_asked_for_proof()
    {
        var chat = new TestTimeline();
        var joined = AsBefore(chat, chat.Join("Alice"));
        chat.Leave(chat.Join("Bob"));
        var returned = AsBefore(chat, Caller.Participant(chat.Admit("Bob", verified: true).Value!.Participant.Id, 0));

        var alice = chat.Admit("Alice", verified: true).Value!.Participant;
        var bob = chat.Admit("Bob", verified: true).Value!.Participant;

        Assert.True(alice.Stay > joined.Stay);
        Assert.Equal(alice.Stay, chat.Admit("Alice", verified: true).Value!.Participant.Stay);
        Assert.Equal(returned.Stay, bob.Stay);

        static Participant AsBefore(TestTimeline chat, Caller caller) => chat.Decide<Participant>(draft =>
        {
            draft.Put(chat.State.Participants[caller.ParticipantId!] with { Verified = true, VerifiedFrom = null });
            return draft.Existing.Participants[caller.ParticipantId!];
        }).Value!;
    }

    [Fact]
    public void Whom_the_company_adds_it_vouches_for_and_nothing_is_proven_by_that()
    {
        var chat = new TestTimeline();

        var added = chat.Admit("Alice", verified: true, addedBy: TestTimeline.Company).Value!.Participant;

        Assert.Equal((false, true, (long?)null), (added.Verified, added.Vouched, added.VerifiedFrom));
        Assert.False(chat.Admit("Bob").Value!.Participant.Vouched);
    }

    [Fact]
    public void Somebody_in_a_closed_chat_may_still_sign_in_to_read_it()
    {
        var chat = new TestTimeline();
        chat.Join("Alice");
        chat.Leave(chat.Join("Bob"));
        chat.Change(new ChatChange { Closed = true });

        Assert.NotNull(chat.Admit("Alice", verified: true).Value);
        Assert.Equal(Reason.ChatClosed, chat.Admit("Bob", verified: true).Refusal!.Reason);
    }

    [Fact]
    public void Who_comes_back_is_the_same_participant_in_a_new_stay()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        chat.Leave(alice);

        var back = chat.Admit("Alice", verified: true).Value!.Participant;

        Assert.Equal(alice.ParticipantId, back.Id);
        Assert.NotEqual(alice.Stay, back.Stay);
        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined, EventKind.Proven], chat.Kinds);
        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined], back.History.Select(change => change.Kind));
    }

    [Fact]
    public void Leaving_ends_every_credential_of_the_stay_even_after_coming_back()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        chat.Leave(alice);
        Assert.Equal(Reason.NotInChat, chat.Send(alice, "hello").Refusal!.Reason);

        chat.Admit("Alice", verified: true);

        Assert.Equal(Reason.NotInChat, chat.Send(alice, "hello").Refusal!.Reason);
    }

    [Fact]
    public void The_last_place_is_given_once_and_leaving_frees_it()
    {
        var chat = new TestTimeline(limit: 2);
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
    public void Coming_and_going_fills_no_chat_beyond_ten_times_its_places()
    {
        var chat = new TestTimeline(limit: 2);
        for (var number = 0; number < 20; number++) chat.Leave(chat.Join($"Visitor{number}"));

        Assert.Equal((Reason.ChatFull, 2), (chat.Admit("Another").Refusal!.Reason, chat.Admit("Another").Refusal!.Limit));
        Assert.NotNull(chat.Admit("Visitor3", verified: true).Value);
    }

    [Fact]
    public void A_snapshot_carries_those_who_are_here_whoever_is_named_in_it_and_the_last_who_left()
    {
        var chat = new TestTimeline(limit: 300);
        var first = chat.Join("First");
        chat.Send(first, "hello");
        chat.Leave(first);
        for (var number = 0; number < 250; number++)
        {
            chat.Now += TimeSpan.FromSeconds(1);
            chat.Leave(chat.Join($"Visitor{number}"));
        }

        var here = chat.Join("Here");

        var carried = VisiblePeople.OfSnapshot(chat.State, [chat.Events[1]]).Select(person => person.Name).ToList();
        Assert.Equal(202, carried.Count);
        Assert.Contains("First", carried);
        Assert.Contains("Here", carried);
        Assert.Contains("Visitor249", carried);
        Assert.DoesNotContain("Visitor49", carried);
        Assert.Equal([here.ParticipantId], VisiblePeople.OfPage(chat.State, [chat.Events[^1]]).Select(person => person.Id));
    }

    [Fact]
    public void Whom_the_company_removed_only_the_company_brings_back()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");

        chat.Decide(draft => Membership.Leave(draft, TestTimeline.Company, alice.ParticipantId!));

        Assert.Equal(EventKind.Removed, chat.Events[^1].Kind);
        Assert.Equal(Reason.NotAllowed, chat.Admit("Alice", verified: true).Refusal!.Reason);
        Assert.NotNull(chat.Admit("Alice", addedBy: TestTimeline.Company).Value);
        Assert.Equal(Author.Company, chat.Events[^1].By);
    }

    [Fact]
    public void Nobody_can_remove_or_rename_somebody_else()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        var bob = chat.Join("Bob");

        Assert.Equal(Reason.NotAllowed, chat.Decide(draft => Membership.Leave(draft, bob, alice.ParticipantId!)).Refusal!.Reason);
        Assert.Equal(Reason.NotAllowed, chat.Decide(draft => Membership.Rename(draft, bob, alice.ParticipantId!, "Mallory", "M")).Refusal!.Reason);
    }

    [Fact]
    public void Another_company_learns_no_more_than_that_there_is_none_for_it()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        var other = Caller.Company("other00000000000");

        Assert.Equal(Reason.NotFound, chat.Send(other, "hello").Refusal!.Reason);
        Assert.Equal(Reason.NotFound, chat.Decide(draft => Membership.Leave(draft, other, alice.ParticipantId!)).Refusal!.Reason);
    }

    [Fact]
    public void A_closed_chat_lets_nobody_in_and_takes_no_message_but_can_be_left()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        chat.Change(new ChatChange { Closed = true });

        Assert.Equal(Reason.ChatClosed, chat.Admit("Bob").Refusal!.Reason);
        Assert.Equal(Reason.ChatClosed, chat.Send(alice, "hello").Refusal!.Reason);
        Assert.False(chat.Leave(alice).IsRefused);

        chat.Change(new ChatChange { Closed = false });
        Assert.NotNull(chat.Admit("Bob").Value);
    }
}
