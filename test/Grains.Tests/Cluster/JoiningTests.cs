using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>From the door into the chat, step by step, and who gets in when several come at once.</summary>
public sealed class JoiningTests(ServiceFixture fixture) : JoinSteps(fixture), IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Somebody_new_is_in_after_password_and_name()
    {
        var (_, chatId) = await Service.NewChat();
        var session = Service.Session();

        var who = (await session.GivePassword(chatId, Service.Password, Ip)).Value!;
        var joined = (await session.GiveIdentity(Person("Alice"), Ip)).Value!;

        Assert.Equal((JoinStep.Who, "Kitchen refit", "Northwind"), (who.Step, who.ChatName, who.CompanyName));
        Assert.Equal(JoinStep.Joined, joined.Step);
        var participant = Service.Client.GetGrain<IParticipantGrain>($"{chatId}/{joined.ParticipantId}");
        var stay = await participant.Authenticate(joined.DeviceSecret!);
        Assert.False((await Service.Chat(chatId).Send(Caller.Participant(joined.ParticipantId!, stay!.Value), "id", "hello")).IsRefused);
        Assert.Null(await participant.Authenticate(Secrets.NewSecret()));
    }

    [Fact]
    public async Task Two_people_racing_for_the_last_place_never_both_get_in()
    {
        var (_, chatId) = await Service.NewChat();
        await Service.Join(chatId, "Alice");
        await Service.Join(chatId, "Bob");
        var sessions = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            var session = Service.Session();
            await session.GivePassword(chatId, Service.Password, $"192.0.2.{n}");
            return session;
        }));

        var answers = await Task.WhenAll(sessions.Select((session, n) => session.GiveIdentity(Person($"Racer{n}"), Ip)));

        Assert.Single(answers, answer => answer.Value?.Step == JoinStep.Joined);
        Assert.All(answers.Where(answer => answer.IsRefused), answer => Assert.Equal((Reason.ChatFull, 3), (answer.Refusal!.Reason, answer.Refusal.Limit)));
    }

    [Fact]
    public async Task Two_people_with_one_new_address_in_the_same_moment_are_one_participant()
    {
        var (_, chatId) = await Service.NewChat();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var session = Service.Session();
            await session.GivePassword(chatId, Service.Password, Ip);
            return session;
        }));

        var answers = await Task.WhenAll(sessions.Select(session => session.GiveIdentity(Person("Alice"), Ip)));

        Assert.Single(answers, answer => answer.Value?.Step == JoinStep.Joined);
        Assert.Single((await Service.Everything(chatId)));
    }

    [Fact]
    public async Task Who_comes_back_needs_a_free_place_too()
    {
        var (_, chatId) = await Service.NewChat();
        await Leave(chatId, await JoinByPages(chatId, "Alice"));
        foreach (var name in new[] { "Bob", "Carol", "Dave" }) await Service.Join(chatId, name);

        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);

        Assert.Equal(Reason.ChatFull, (await session.GiveIdentity(Person("Alice"), Ip)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_changed_password_ends_attempts_but_no_stay()
    {
        var (companyId, chatId) = await Service.NewChat();
        var alice = await Service.Join(chatId, "Alice");
        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);

        await Service.Chat(chatId)
            .Change(Caller.Company(companyId), new ChatChange { PasswordHash = PasswordHash.Create("another horse") });

        Assert.Equal(Reason.SessionExpired, (await session.GiveIdentity(Person("Bob"), Ip)).Refusal!.Reason);
        Assert.Equal(Reason.WrongPassword, (await session.GivePassword(chatId, Service.Password, Ip)).Refusal!.Reason);
        Assert.NotNull((await session.GivePassword(chatId, "another horse", Ip)).Value);
        Assert.False((await Service.Chat(chatId).Send(alice, "id", "still here")).IsRefused);
    }

    [Fact]
    public async Task An_attempt_is_over_after_an_hour()
    {
        var (_, chatId) = await Service.NewChat();
        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);

        Service.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Reason.SessionExpired, (await session.Progress()).Refusal!.Reason);
        Assert.Equal(Reason.SessionExpired, (await session.GiveIdentity(Person("Alice"), Ip)).Refusal!.Reason);
    }

    [Fact]
    public async Task An_answer_that_never_arrived_is_given_again_and_admits_once()
    {
        var (_, chatId) = await Service.NewChat();
        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);
        var lost = (await session.GiveIdentity(Person("Alice"), Ip)).Value!;

        var again = (await session.GiveIdentity(Person("Alice"), Ip)).Value!;
        var reloaded = (await session.Progress()).Value!;

        Assert.Equal((lost.ParticipantId, lost.ParticipantId), (again.ParticipantId, reloaded.ParticipantId));
        Assert.NotNull(reloaded.DeviceSecret);
        Assert.Single(await Service.Everything(chatId));
    }
}
