using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Guessing the password of a chat is slow, for those who guess.</summary>
public sealed class JoinGuessingTests(ServiceFixture fixture) : JoinSteps(fixture), IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task An_unknown_chat_and_a_wrong_password_are_answered_the_same()
    {
        var (_, chatId) = await Service.NewChat();

        var wrong = await Service.Session().GivePassword(chatId, "wrong password", Ip);
        var unknown = await Service.Session().GivePassword(Secrets.NewId(), "wrong password", Ip);

        Assert.Equal(wrong.Refusal, unknown.Refusal);
        Assert.Equal((Reason.WrongPassword, 4), (wrong.Refusal!.Reason, wrong.Refusal.TriesLeft));
    }

    [Fact]
    public async Task Guessing_is_slowed_for_the_guesser_and_not_for_others()
    {
        var (_, chatId) = await Service.NewChat();
        for (var left = 4; left >= 0; left--)
            Assert.Equal(left, (await Service.Session().GivePassword(chatId, "wrong password", Ip)).Refusal!.TriesLeft);
        // What is tried all the same, so that a neighbour who knows it gets in, is little.
        for (var spare = 0; spare < 3; spare++)
            Assert.Equal((Reason.WrongPassword, 0), await TryWrong());

        var slowed = (await Service.Session().GivePassword(chatId, Service.Password, Ip)).Refusal!;
        Assert.Equal(Reason.TooManyTries, slowed.Reason);
        // Counted from the fifth wrong one: three slow checks have been made since.
        Assert.InRange(slowed.RetryAfter!.Value.TotalSeconds, 1, 30);
        Assert.NotNull((await Service.Session().GivePassword(chatId, Service.Password, "192.0.2.1")).Value);

        Service.Time.Advance(slowed.RetryAfter.Value);
        Assert.NotNull((await Service.Session().GivePassword(chatId, Service.Password, Ip)).Value);

        async Task<(Reason, int?)> TryWrong() =>
            (await Service.Session().GivePassword(chatId, "wrong password", Ip)).Refusal is { } refusal ? (refusal.Reason, refusal.TriesLeft) : default;
    }

    [Fact]
    public async Task While_a_chat_is_guessed_at_from_everywhere_who_knows_its_password_gets_in()
    {
        var (_, chatId) = await Service.NewChat();
        var watch = Service.Client.GetGrain<IPasswordGuessWatchGrain>(chatId);
        Assert.NotNull((await Service.Session().GivePassword(chatId, Service.Password, Ip)).Value);
        for (var guess = 0; guess < 500; guess++) await watch.Note($"network {guess / 5}", right: false);

        Assert.NotNull((await Service.Session().GivePassword(chatId, Service.Password, "192.0.2.10")).Value);
        Assert.Equal(Reason.WrongPassword, (await Service.Session().GivePassword(chatId, "wrong password", "192.0.2.11")).Refusal!.Reason);
        Assert.Equal(Reason.TooManyTries, (await Service.Session().GivePassword(chatId, "wrong password", "192.0.2.11")).Refusal!.Reason);
        Assert.Equal(4, (await Service.Session().GivePassword(chatId, "wrong password", Ip)).Refusal!.TriesLeft);
    }

    [Fact]
    public async Task Networks_of_one_organisation_guess_together()
    {
        var (_, chatId) = await Service.NewChat();
        var organisation = $"2001:db8:{Random.Shared.Next(1, 65536):x}";

        var reasons = new List<Reason>();
        for (var network = 0; network < 30; network++)
            reasons.Add((await Service.Session().GivePassword(chatId, "wrong password", $"{organisation}:{network:x}::1")).Refusal!.Reason);

        Assert.Equal(26, reasons.Count(reason => reason == Reason.WrongPassword));
        Assert.All(reasons.Skip(26), reason => Assert.Equal(Reason.TooManyTries, reason));
    }
}
