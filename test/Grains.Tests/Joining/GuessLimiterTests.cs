using ConnectNow.Grains.Joining;
using CsCheck;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class GuessLimiterTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Free_tries_cost_nothing_then_each_waits_twice_as_long()
    {
        var throttle = GuessLimiter.Fresh;
        var now = Start;
        for (var i = 0; i < 5; i++)
        {
            (var wait, throttle) = throttle.Take(5, now);
            Assert.Null(wait);
        }

        foreach (var expected in new[] { 30, 60, 120, 240, 480, 900, 900 })
        {
            (var wait, throttle) = throttle.Take(5, now);
            Assert.Equal(TimeSpan.FromSeconds(expected), wait);
            // At the longest wait the quiet time is over too, and everything is forgotten.
            if (expected == 900) break;
            now += wait!.Value;
            (wait, throttle) = throttle.Take(5, now);
            Assert.Null(wait);
        }
    }

    [Fact]
    public void Fifteen_quiet_minutes_forget()
    {
        var throttle = GuessLimiter.Fresh;
        for (var i = 0; i < 5; i++) throttle = throttle.Take(5, Start).Next;

        var (wait, next) = throttle.Take(5, Start + TimeSpan.FromMinutes(15));

        Assert.Null(wait);
        Assert.Equal(4, next.TriesLeft(5));
    }

    [Fact]
    public void However_fast_somebody_guesses_an_hour_holds_few_tries() =>
        Gen.Int[1, 30].Array[100, 2_000].Sample(pauses =>
        {
            var (throttle, now, made) = (GuessLimiter.Fresh, Start, 0);
            foreach (var pause in pauses)
            {
                now += TimeSpan.FromSeconds(pause);
                if (now > Start + TimeSpan.FromHours(1)) break;
                (var wait, throttle) = throttle.Take(5, now);
                if (wait is null) made++;
            }

            Assert.InRange(made, 1, 40);
        });
}
