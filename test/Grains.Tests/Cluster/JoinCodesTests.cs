using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>The code that is mailed to whoever comes back to a chat.</summary>
public sealed class JoinCodesTests(ServiceFixture fixture) : JoinSteps(fixture), IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Who_comes_back_types_the_code_and_is_the_same_participant()
    {
        var (_, chatId) = await Service.NewChat();
        var first = await JoinByPages(chatId, "Alice");
        await Leave(chatId, first);

        var session = await AtCode(chatId, "Alice");
        var wrong = (await session.GiveCode(await Service.WrongCodeFor("alice@example.com"))).Refusal!;
        var back = (await session.GiveCode(await Service.CodeFor("alice@example.com"))).Value!;

        Assert.Equal((Reason.WrongCode, 4), (wrong.Reason, wrong.TriesLeft));
        Assert.Equal(first.ParticipantId, back.ParticipantId);
        Assert.True((await Service.Chat(chatId).Find(back.ParticipantId!))!.Verified);
        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined, EventKind.Proven], (await Service.Everything(chatId)).Select(chatEvent => chatEvent.Kind));
    }

    [Fact]
    public async Task A_code_works_once_and_only_in_the_session_that_asked()
    {
        var (_, chatId) = await Service.NewChat();
        await Leave(chatId, await JoinByPages(chatId, "Alice"));
        var session = await AtCode(chatId, "Alice");
        var other = Service.Session();
        await other.GivePassword(chatId, Service.Password, Ip);
        var code = await Service.CodeFor("alice@example.com");

        Assert.Equal(Reason.CodeExpired, (await other.GiveCode(code)).Refusal!.Reason);
        var back = (await session.GiveCode(code)).Value!;
        await Leave(chatId, back);

        Assert.Equal(Reason.CodeExpired, (await session.GiveCode(code)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_after_ten_minutes_and_a_new_one_voids_the_old()
    {
        var (_, chatId) = await Service.NewChat();
        await JoinByPages(chatId, "Alice");
        var session = await AtCode(chatId, "Alice");
        var old = await Service.CodeFor("alice@example.com");

        Assert.Equal(Reason.TooManyCodes, (await session.SendNewCode()).Refusal!.Reason);
        Service.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Reason.CodeExpired, (await session.GiveCode(old)).Refusal!.Reason);
        Assert.NotNull((await session.SendNewCode()).Value);
        var fresh = await Service.CodeFor("alice@example.com");

        if (old != fresh) Assert.Equal(Reason.WrongCode, (await session.GiveCode(old)).Refusal!.Reason);
        Assert.Equal(JoinStep.Joined, (await session.GiveCode(fresh)).Value!.Step);
    }

    [Fact]
    public async Task Three_codes_in_fifteen_minutes_is_enough()
    {
        var (_, chatId) = await Service.NewChat();
        await JoinByPages(chatId, "Alice");
        await AtCode(chatId, "Alice");
        await AtCode(chatId, "Alice");
        await AtCode(chatId, "Alice");

        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);
        var refused = (await session.GiveIdentity(Person("Alice"), Ip)).Refusal!;

        Assert.Equal(Reason.TooManyCodes, refused.Reason);
        Assert.InRange(refused.RetryAfter!.Value.TotalMinutes, 14, 15);
    }

    [Fact]
    public async Task Going_back_and_forth_mails_one_code()
    {
        var (_, chatId) = await Service.NewChat();
        await JoinByPages(chatId, "Alice");
        var session = await AtCode(chatId, "Alice");
        await Service.MailsAreOut();
        var mails = Service.TestMailbox.Mails.Count;

        Assert.Equal(JoinStep.Who, (await session.GoBack()).Value!.Step);
        var again = (await session.GiveIdentity(Person("Alice"), Ip)).Value!;

        Assert.Equal((JoinStep.Code, "a…@example.com"), (again.Step, again.SentTo));
        await Service.MailsAreOut();
        Assert.Equal(mails, Service.TestMailbox.Mails.Count);
        Assert.Equal(JoinStep.Joined, (await session.GiveCode(await Service.CodeFor("alice@example.com"))).Value!.Step);
    }

    [Fact]
    public async Task Leaving_signs_out_every_device()
    {
        var (_, chatId) = await Service.NewChat();
        var phone = await JoinByPages(chatId, "Alice");
        var desktop = (await (await AtCode(chatId, "Alice")).GiveCode(await Service.CodeFor("alice@example.com"))).Value!;
        var participant = Service.Client.GetGrain<IParticipantGrain>($"{chatId}/{phone.ParticipantId}");
        var stay = await participant.Authenticate(desktop.DeviceSecret!);

        await Leave(chatId, phone);

        Assert.Equal(Reason.NotInChat, (await Service.Chat(chatId).Send(Caller.Participant(phone.ParticipantId!, stay!.Value), "id", "ghost")).Refusal!.Reason);
    }
}
