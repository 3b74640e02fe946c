using ConnectNow.Grains.Joining;
using ConnectNow.Joining;
using CsCheck;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class GuessBookTests
{
    private static readonly GuessLimits Limits = new() { Free = 5, Spare = 3 };
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_a_thousand_wrong_ones_at_once_eight_are_tried()
    {
        var book = new GuessBook();
        var tried = 0;
        // Each waits for those before it, as at the door.
        for (var guess = 0; guess < 1_000; guess++)
        {
            var turns = Enumerable.Range(0, 20).Select(_ => book.Begin(Limits, Start)).Where(turn => turn is { Wait: null }).ToList();
            Assert.True(turns.Count <= 5, "no more are under way than may still be wrong");
            foreach (var turn in turns) book.End(turn!.Number, right: false, Limits, Start);
            tried += turns.Count;
        }

        Assert.Equal(8, tried);
    }

    [Fact]
    public void Eighty_who_all_know_it_at_once_are_all_tried()
    {
        var book = new GuessBook();
        var (waiting, tried) = (80, 0);
        while (waiting > 0)
        {
            var turns = new List<GuessTurn>();
            while (waiting > 0 && book.Begin(Limits, Start) is { Wait: null } turn)
            {
                turns.Add(turn);
                waiting--;
            }

            Assert.NotEmpty(turns);
            foreach (var turn in turns) Assert.Equal(5, book.End(turn.Number, right: true, Limits, Start));
            tried += turns.Count;
        }

        Assert.Equal(80, tried);
    }

    [Fact]
    public void After_six_wrong_ones_a_right_one_is_tried_and_costs_nothing()
    {
        var book = new GuessBook();
        for (var wrong = 0; wrong < 6; wrong++) book.End(book.Begin(Limits, Start)!.Number, right: false, Limits, Start);

        for (var right = 0; right < 80; right++)
        {
            var turn = book.Begin(Limits, Start)!;
            Assert.Null(turn.Wait);
            book.End(turn.Number, right: true, Limits, Start);
        }
    }

    [Fact]
    public void A_try_of_which_nobody_said_how_it_went_was_wrong()
    {
        var book = new GuessBook();
        for (var lost = 0; lost < 5; lost++) Assert.Null(book.Begin(Limits, Start)!.Wait);
        Assert.Null(book.Begin(Limits, Start));

        var later = Start + GuessBook.Overdue;
        for (var spare = 0; spare < 3; spare++) book.End(book.Begin(Limits, later)!.Number, right: false, Limits, later);
        Assert.Equal(GuessLimiter.FirstWait, book.Begin(Limits, later)!.Wait);
    }

    [Fact]
    public void However_somebody_guesses_an_hour_holds_at_most_forty_tries() =>
        Gen.Select(Gen.Int[0, 120], Gen.Int[1, 12]).Array[50, 400].Sample(bursts =>
        {
            var book = new GuessBook();
            var now = Start;
            var tries = new List<DateTimeOffset>();
            foreach (var (pause, guesses) in bursts)
            {
                now += TimeSpan.FromSeconds(pause);
                var turns = Enumerable.Range(0, guesses).Select(_ => book.Begin(Limits, now)).Where(turn => turn is { Wait: null })
                    .ToList();
                tries.AddRange(turns.Select(_ => now));
                foreach (var turn in turns) book.End(turn!.Number, right: false, Limits, now);
            }

            Assert.All(tries, at => Assert.InRange(tries.Count(other => other >= at && other < at + TimeSpan.FromHours(1)), 1, 40));
        });
}
