using ConnectNow.Grains.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class PasswordGuessWatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_organisation_makes_no_siege_however_often_it_guesses()
    {
        var watch = new PasswordGuessWatch();
        for (var guess = 0; guess < 10_000; guess++) watch.Note("guesser", right: false, Start);

        Assert.False(watch.IsStrange("fresh", Start));
    }

    [Fact]
    public void In_a_siege_who_has_come_in_before_is_no_stranger()
    {
        var watch = new PasswordGuessWatch();
        watch.Note("office", right: true, Start);
        for (var guess = 0; guess < PasswordGuessWatch.AttackSize; guess++) watch.Note($"network {guess / 5}", right: false, Start);

        Assert.True(watch.IsStrange("fresh", Start));
        Assert.False(watch.IsStrange("office", Start));
        Assert.False(watch.IsStrange("fresh", Start + TimeSpan.FromMinutes(15)));
    }
}
