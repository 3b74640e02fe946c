using ConnectNow.Resilience.Checking;

namespace ConnectNow.Resilience.Tests;

/// <summary>A proof is worth what its checker finds: each way in which a history can be wrong, alone.</summary>
public sealed class CheckerTests
{
    private static readonly Event Joined = new(1, "joined", null, "Alice");
    private static readonly Event One = new(2, "message", "a", "one");
    private static readonly Event Two = new(3, "message", "b", "two");
    private static readonly Event Three = new(4, "message", "c", "three");

    private static readonly ChatHistory Whole = new()
    {
        ChatId = "chat",
        Attempts = [new("a", "one"), new("b", "two"), new("c", "three")],
        Acknowledgements = [new("a", 2, 10, 20), new("b", 3, 15, 25), new("c", 4, 30, 40)],
        Seen = [Alice(Joined, One, Two, Three), Alice(Joined, One, Two, Three), new("REST", [One, Two, Three], OnlyMessages: true)],
        Kept = Kept(Joined, One, Two, Three),
    };

    [Fact]
    public void A_history_in_which_everything_is_right_is_right() => Assert.Empty(Checker.Check(Whole));

    [Fact]
    public void A_chat_in_which_nothing_happened_is_right() =>
        Assert.Empty(Checker.Check(Whole with { Attempts = [], Acknowledgements = [], Seen = [Alice()], Kept = Kept() }));

    [Fact]
    public void An_acknowledged_message_that_is_not_kept_is_lost() =>
        Finds(ViolationKind.Lost, Whole with { Seen = [Alice(Joined, One, Two)], Kept = Kept(Joined, One, Two) });

    [Fact]
    public void An_acknowledged_message_in_whose_place_stands_another_is_lost() =>
        Finds(ViolationKind.Lost, Whole with { Acknowledgements = [new("a", 2, 10, 20), new("b", 4, 15, 25), new("c", 4, 30, 40)] });

    [Fact]
    public void An_event_that_somebody_never_saw_is_lost() => Finds(ViolationKind.Lost, Whole with { Seen = [Alice(Joined, One, Three)] });

    [Fact]
    public void The_newest_event_that_somebody_never_saw_is_lost() =>
        Finds(ViolationKind.Lost, Whole with { Seen = [Alice(Joined, One, Two)] });

    [Fact]
    public void A_gap_in_what_is_kept_is_a_loss() => Finds(ViolationKind.Lost, Whole with { Kept = Kept(Joined, One, Three) });

    [Fact]
    public void A_message_that_a_list_leaves_out_is_lost() =>
        Finds(ViolationKind.Lost, Whole with { Seen = [new Observation("REST", [One, Three], OnlyMessages: true)] });

    [Fact]
    public void Somebody_who_saw_nothing_at_all_has_lost_everything() =>
        Assert.Equal(4, Checker.Check(Whole with { Seen = [Alice()] }).Count(violation => violation.Kind == ViolationKind.Lost));

    [Fact]
    public void One_message_under_two_numbers_is_there_twice() =>
        Finds(ViolationKind.Duplicated, Whole with { Seen = [], Kept = Kept(Joined, One, Two, Three, One with { Seq = 5 }) });

    [Fact]
    public void One_message_acknowledged_under_two_numbers_is_there_twice() =>
        Finds(ViolationKind.Duplicated, Whole with { Acknowledgements = [.. Whole.Acknowledgements, new("a", 4, 10, 50)] });

    [Fact]
    public void The_same_event_twice_before_somebodys_eyes_is_a_duplicate() =>
        Finds(ViolationKind.Duplicated, Whole with { Seen = [Alice(Joined, One, Two, Two, Three)] });

    [Fact]
    public void One_number_twice_in_what_is_kept_is_a_duplicate() =>
        Finds(ViolationKind.Duplicated, Whole with { Kept = Kept(Joined, One, Two, Two, Three) });

    [Fact]
    public void Somebody_who_saw_another_order_saw_it_reordered() =>
        Finds(ViolationKind.Reordered, Whole with { Seen = [Alice(Joined, Two, One, Three)] });

    [Fact]
    public void A_message_that_stands_before_what_was_acknowledged_before_it_was_sent_is_out_of_order() =>
        Finds(ViolationKind.Reordered, Whole with { Acknowledgements = [new("a", 2, 30, 40), new("b", 3, 15, 25), new("c", 4, 50, 60)] });

    [Fact]
    public void Messages_that_were_on_their_way_at_the_same_time_may_stand_in_either_order() =>
        Assert.Empty(Checker.Check(Whole with { Acknowledgements = [new("a", 2, 24, 40), new("b", 3, 15, 25), new("c", 4, 50, 60)] }));

    [Fact]
    public void Two_messages_that_changed_places_for_one_person_alone_are_found() =>
        Finds(ViolationKind.Altered, Whole with { Seen = [Alice(Joined, One with { Seq = 3 }, Two with { Seq = 2 }, Three)] });

    [Fact]
    public void Another_text_under_the_same_number_is_found() =>
        Finds(ViolationKind.Altered, Whole with { Seen = [Alice(Joined, One with { Text = "two" }, Two, Three)] });

    [Fact]
    public void A_number_that_is_not_kept_is_found() =>
        Finds(ViolationKind.Altered, Whole with { Seen = [Alice(Joined, One, Two, Three, new Event(5, "message", "d", "four"))] });

    [Fact]
    public void A_message_that_nobody_sent_is_found() =>
        Finds(ViolationKind.Altered, Whole with { Seen = [], Kept = Kept(Joined, One, Two, Three, new Event(5, "message", "d", "four")) });

    [Fact]
    public void A_text_that_nobody_sent_is_found() =>
        Finds(ViolationKind.Altered, Whole with { Attempts = [new("a", "else"), new("b", "two"), new("c", "three")] });

    [Fact]
    public void A_message_that_was_never_acknowledged_is_found() =>
        Finds(ViolationKind.Unanswered, Whole with { Attempts = [.. Whole.Attempts, new("d", "four")] });

    [Fact]
    public void A_message_that_was_kept_though_never_acknowledged_is_no_loss() =>
        Assert.Equal([ViolationKind.Unanswered], Checker.Check(Whole with { Acknowledgements = [.. Whole.Acknowledgements.Skip(1)] }).Select(violation => violation.Kind));

    private static Observation Alice(params Event[] events) => new("Alice", events);

    private static Observation Kept(params Event[] events) => new("the timeline", events);

    private static void Finds(ViolationKind kind, ChatHistory history) =>
        Assert.Contains(kind, Checker.Check(history).Select(violation => violation.Kind));
}
