using System.Collections.Immutable;
using ConnectNow.Accounts;
using ConnectNow.Joining;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Signing in to all chats of an address, by one code.</summary>
public sealed class AccountTests(ServiceFixture fixture) : JoinSteps(fixture), IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Known_and_unknown_addresses_are_answered_alike_over_seven_tries_and_after_ten_minutes()
    {
        var (_, chatId) = await Service.NewChat();
        await JoinByPages(chatId, "Nora");
        var transcripts = new List<string>();
        foreach (var email in new[] { "nora@example.com", "no-such-nora@example.com" })
        {
            var account = await AccountOf(email);
            var transcript = new List<object?> { (await account.AskForCode(Ask(email, "one"))).Refusal };
            for (var wrong = 0; wrong < 7; wrong++) transcript.Add((await account.SignIn("one", "no", "test")).Refusal);
            transcript.Add((await account.AskForCode(Ask(email, "two"))).Refusal);
            transcript.Add((await account.AskForCode(Ask(email, "three") with { MayMail = false })).Refusal);
            transcript.Add((await account.AskForCode(Ask(email, "four") with { MayMail = false, Network = "elsewhere" })).Refusal);
            transcript.Add((await account.SignIn("three", "no", "test")).Refusal);
            transcripts.Add(string.Join('\n', transcript));
        }

        Service.Time.Advance(TimeSpan.FromMinutes(10));
        foreach (var (email, index) in new[] { ("nora@example.com", 0), ("no-such-nora@example.com", 1) })
        {
            var account = await AccountOf(email);
            transcripts[index] += $"\n{(await account.SignIn("two", "no", "test")).Refusal}\n{(await account.AskForCode(Ask(email, "five") with { MayMail = false })).Refusal}";
        }

        Assert.Equal(transcripts[0], transcripts[1]);
        Assert.Contains("CodeExpired", transcripts[0], StringComparison.Ordinal);

        static CodeAsk Ask(string email, string session) => new() { Email = email, Session = session, Network = "here", MayMail = true };
    }

    [Fact]
    public async Task Who_asks_again_too_soon_may_use_the_code_that_was_sent_with_tries_of_their_own()
    {
        var (_, chatId) = await Service.NewChat();
        await JoinByPages(chatId, "Olga");
        var account = await AccountOf("olga@example.com");
        var ask = new CodeAsk { Email = "olga@example.com", Session = "first", Network = "here", MayMail = true };
        await account.AskForCode(ask);
        var code = await Arrived("olga@example.com");

        Assert.False((await account.AskForCode(ask with { Session = "second", MayMail = false })).IsRefused);
        for (var wrong = 0; wrong < 5; wrong++) await account.SignIn("first", "no", "test");

        Assert.Equal(Reason.CodeExpired, (await account.SignIn("first", code, "test")).Refusal!.Reason);
        Assert.False((await account.SignIn("second", code, "test")).IsRefused);
    }

    [Fact]
    public async Task Logging_in_by_code_offers_every_chat_of_the_address_and_signs_in_to_those_that_are_chosen()
    {
        var (_, one) = await Service.NewChat();
        var (_, two) = await Service.NewChat();
        var (_, left) = await Service.NewChat();
        await JoinByPages(one, "Zoe");
        await JoinByPages(two, "Zoe");
        await Leave(left, await JoinByPages(left, "Zoe"));
        var account = await AccountOf("zoe@example.com");

        Assert.False((await account.MailCode("zoe@example.com", "session")).IsRefused);
        var code = await Arrived("zoe@example.com");
        Assert.Equal(Reason.WrongCode, (await account.SignIn("other session", code, "test")).Refusal!.Reason);
        Assert.Empty((await account.SignIn("session", code, "test")).Value);
        Assert.Empty(await account.Offers("other session"));
        var offered = (await account.Offers("session")).Select(offer => offer.ChatId).ToImmutableArray();
        Assert.Equal(Reason.SessionExpired, (await account.Accept("other session", offered, "test")).Refusal!.Reason);
        var signedIn = (await account.Accept("session", offered, "test")).Value;

        Assert.Equal(new[] { one, two }.Order(), signedIn.Select(device => device.ChatId).Order());
        foreach (var device in signedIn)
            Assert.NotNull(await Service.Client.GetGrain<IParticipantGrain>($"{device.ChatId}/{device.ParticipantId}").Authenticate(device.DeviceSecret));
        Assert.Equal(Reason.WrongCode, (await account.SignIn("session", code, "test")).Refusal!.Reason);
    }

    [Fact]
    public async Task An_address_in_no_chat_is_answered_as_one_that_is_in_some()
    {
        var account = await AccountOf("nobody@example.com");

        Assert.False((await account.MailCode("nobody@example.com", "session")).IsRefused);
        Assert.Equal(Reason.WrongCode, (await account.SignIn("session", "123456", "test")).Refusal!.Reason);
        Assert.DoesNotContain(Service.TestMailbox.Mails, mail => mail.To == "nobody@example.com");
    }

    [Fact]
    public async Task An_account_named_by_the_hash_of_its_address_is_taken_over()
    {
        var (_, chatId) = await Service.NewChat();
        var yves = await JoinByPages(chatId, "Yves");
        await Service.Client.GetGrain<IAccountGrain>(Secrets.Hash("old.yves@example.com"))
            .Remember("old.yves@example.com", chatId, yves.ParticipantId!);
        var account = await AccountOf("old.yves@example.com");

        await account.MailCode("old.yves@example.com", "session");
        await account.SignIn("session", await Arrived("old.yves@example.com"), "test");

        Assert.Equal(chatId, (await account.Offers("session")).Single().ChatId);
    }
}
