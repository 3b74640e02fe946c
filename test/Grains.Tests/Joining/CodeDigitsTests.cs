using ConnectNow.Grains.Joining;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class CodeDigitsTests
{
    /// <summary>The cases that the pages' own suite reads too: what was typed, and the code that it is.</summary>
    [Fact]
    public void A_digit_of_any_script_is_its_value_and_what_is_written_between_digits_does_not_count() =>
        Assert.All(SharedTexts.Of("codes.json"), pair => Assert.Equal(pair[1].GetString(), CodeDigits.Of(pair[0].GetString())));

    [Fact]
    public void A_mailed_code_is_right_in_whatever_digits_it_is_typed()
    {
        var now = DateTimeOffset.UnixEpoch;
        var (code, digits) = OneTimeCode.Create(now);

        Assert.True(code.Try(string.Concat(digits.Select(digit => (char)('\u0660' + digit - '0'))), now).Right);
        Assert.True(code.Try(string.Concat(digits.Select(digit => (char)('\u0966' + digit - '0'))), now).Right);
        Assert.False(code.Try("½" + digits, now).Right);
        Assert.False(code.Try(null, now).Right);
    }

    [Fact]
    public void A_code_without_end_is_a_wrong_one() => Assert.Equal(64, CodeDigits.Of(new string('1', 1_000_000)).Length);
}
