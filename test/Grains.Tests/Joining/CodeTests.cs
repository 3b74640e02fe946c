using System.Collections.Immutable;
using ConnectNow.Grains.Joining;
using CsCheck;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class CodeTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_code_is_six_digits_and_is_not_in_what_is_stored()
    {
        var (code, digits) = OneTimeCode.Create(Start);

        Assert.Matches("^[0-9]{6}$", digits);
        Assert.DoesNotContain(digits, code.Hash, StringComparison.Ordinal);
        Assert.True(code.Try(digits, Start).Right);
        Assert.True(code.Try($" {digits[..3]}-{digits[3..]} ", Start).Right);
    }

    [Fact]
    public void After_five_wrong_tries_even_the_right_one_is_too_late()
    {
        var (code, digits) = OneTimeCode.Create(Start);
        var wrong = digits == "000000" ? "000001" : "000000";
        for (var left = 4; left >= 0; left--)
        {
            (var right, code) = code.Try(wrong, Start);
            Assert.False(right);
            Assert.Equal(left, code.TriesLeft);
        }

        Assert.False(code.Try(digits, Start).Right);
        Assert.Equal(Reason.CodeExpired, code.Refusal(Start).Reason);
    }

    [Fact]
    public void After_ten_minutes_it_is_worth_nothing()
    {
        var (code, digits) = OneTimeCode.Create(Start);

        Assert.True(code.Try(digits, Start + TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1)).Right);
        Assert.False(code.Try(digits, Start + TimeSpan.FromMinutes(10)).Right);
    }

    [Fact]
    public void Three_codes_in_fifteen_minutes_and_ten_a_day_whatever_the_rhythm() =>
        Gen.Int[0, 3_600].Array[1, 100].Sample(pauses =>
        {
            ImmutableArray<DateTimeOffset> sent = [];
            var all = new List<DateTimeOffset>();
            var now = Start;
            foreach (var pause in pauses)
            {
                now += TimeSpan.FromSeconds(pause);
                var taken = CodeBudget.Take(sent, now, CodeBudget.Here);
                if (taken.Refusal is { } refusal)
                {
                    Assert.False(CodeBudget.Take(sent, now + refusal.RetryAfter!.Value, CodeBudget.Here).IsRefused);
                    continue;
                }

                sent = taken.Value;
                all.Add(now);
            }

            Assert.All(all, at => Assert.True(all.Count(other => other > at - TimeSpan.FromMinutes(15) && other <= at) <= 3));
            Assert.All(all, at => Assert.True(all.Count(other => other > at - TimeSpan.FromDays(1) && other <= at) <= 10));
        });
}
