using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>From the door into the chat, step by step, with everything that can go wrong on the way.</summary>
public sealed class JoiningTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;
    private readonly string _ip = $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}";

    [Fact]
    public async Task Somebody_new_is_in_after_password_and_name()
    {
        var (_, chatId) = await _service.NewChat();
        var session = _service.Session();

        var who = (await session.GivePassword(chatId, Service.Password, _ip)).Value!;
        var joined = (await session.GiveIdentity(Person("Alice"), _ip)).Value!;

        Assert.Equal((JoinStep.Who, "Kitchen refit", "Northwind"), (who.Step, who.ChatName, who.CompanyName));
        Assert.Equal(JoinStep.Joined, joined.Step);
        var participant = _service.Client.GetGrain<IParticipantGrain>($"{chatId}/{joined.ParticipantId}");
        var stay = await participant.Authenticate(joined.DeviceSecret!);
        Assert.False((await _service.Chat(chatId).Send(Caller.Participant(joined.ParticipantId!, stay!.Value), "id", "hello")).IsRefused);
        Assert.Null(await participant.Authenticate(Secrets.NewSecret()));
    }

    [Fact]
    public async Task An_unknown_chat_and_a_wrong_password_are_answered_the_same()
    {
        var (_, chatId) = await _service.NewChat();

        var wrong = await _service.Session().GivePassword(chatId, "wrong password", _ip);
        var unknown = await _service.Session().GivePassword(Secrets.NewId(), "wrong password", _ip);

        Assert.Equal(wrong.Refusal, unknown.Refusal);
        Assert.Equal((Reason.WrongPassword, 4), (wrong.Refusal!.Reason, wrong.Refusal.TriesLeft));
    }

    [Fact]
    public async Task Guessing_is_slowed_for_the_guesser_and_not_for_others()
    {
        var (_, chatId) = await _service.NewChat();
        for (var left = 4; left >= 0; left--)
            Assert.Equal(left, (await _service.Session().GivePassword(chatId, "wrong password", _ip)).Refusal!.TriesLeft);

        var slowed = (await _service.Session().GivePassword(chatId, Service.Password, _ip)).Refusal!;
        Assert.Equal(Reason.TooManyTries, slowed.Reason);
        Assert.InRange(slowed.RetryAfter!.Value.TotalSeconds, 25, 30);
        Assert.NotNull((await _service.Session().GivePassword(chatId, Service.Password, "192.0.2.1")).Value);

        _service.Time.Advance(slowed.RetryAfter.Value);
        Assert.NotNull((await _service.Session().GivePassword(chatId, Service.Password, _ip)).Value);
    }

    [Fact]
    public async Task Who_comes_back_types_the_code_and_is_the_same_participant()
    {
        var (_, chatId) = await _service.NewChat();
        var first = await JoinByPages(chatId, "Alice");
        await Leave(chatId, first);

        var session = await AtCode(chatId, "Alice");
        var wrong = (await session.GiveCode(await _service.WrongCodeFor("alice@example.com"))).Refusal!;
        var back = (await session.GiveCode(await _service.CodeFor("alice@example.com"))).Value!;

        Assert.Equal((Reason.WrongCode, 4), (wrong.Reason, wrong.TriesLeft));
        Assert.Equal(first.ParticipantId, back.ParticipantId);
        Assert.True((await _service.Chat(chatId).Find(back.ParticipantId!))!.Verified);
        Assert.Equal([EventKind.Joined, EventKind.Left, EventKind.Rejoined], (await _service.Everything(chatId)).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_code_works_once_and_only_in_the_session_that_asked()
    {
        var (_, chatId) = await _service.NewChat();
        await Leave(chatId, await JoinByPages(chatId, "Alice"));
        var session = await AtCode(chatId, "Alice");
        var other = _service.Session();
        await other.GivePassword(chatId, Service.Password, _ip);
        var code = await _service.CodeFor("alice@example.com");

        Assert.Equal(Reason.CodeExpired, (await other.GiveCode(code)).Refusal!.Reason);
        var back = (await session.GiveCode(code)).Value!;
        await Leave(chatId, back);

        Assert.Equal(Reason.CodeExpired, (await session.GiveCode(code)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_after_ten_minutes_and_a_new_one_voids_the_old()
    {
        var (_, chatId) = await _service.NewChat();
        await JoinByPages(chatId, "Alice");
        var session = await AtCode(chatId, "Alice");
        var old = await _service.CodeFor("alice@example.com");

        Assert.Equal(Reason.TooManyCodes, (await session.SendNewCode()).Refusal!.Reason);
        _service.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Reason.CodeExpired, (await session.GiveCode(old)).Refusal!.Reason);
        Assert.NotNull((await session.SendNewCode()).Value);
        var fresh = await _service.CodeFor("alice@example.com");

        if (old != fresh) Assert.Equal(Reason.WrongCode, (await session.GiveCode(old)).Refusal!.Reason);
        Assert.Equal(JoinStep.Joined, (await session.GiveCode(fresh)).Value!.Step);
    }

    [Fact]
    public async Task Three_codes_in_fifteen_minutes_is_enough()
    {
        var (_, chatId) = await _service.NewChat();
        await JoinByPages(chatId, "Alice");
        await AtCode(chatId, "Alice");
        await AtCode(chatId, "Alice");
        await AtCode(chatId, "Alice");

        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);
        var refused = (await session.GiveIdentity(Person("Alice"), _ip)).Refusal!;

        Assert.Equal(Reason.TooManyCodes, refused.Reason);
        Assert.InRange(refused.RetryAfter!.Value.TotalMinutes, 14, 15);
    }

    [Fact]
    public async Task Going_back_and_forth_mails_one_code()
    {
        var (_, chatId) = await _service.NewChat();
        await JoinByPages(chatId, "Alice");
        var session = await AtCode(chatId, "Alice");
        await _service.MailsAreOut();
        var mails = _service.Postbox.Mails.Count;

        Assert.Equal(JoinStep.Who, (await session.GoBack()).Value!.Step);
        var again = (await session.GiveIdentity(Person("Alice"), _ip)).Value!;

        Assert.Equal((JoinStep.Code, "a…@example.com"), (again.Step, again.SentTo));
        await _service.MailsAreOut();
        Assert.Equal(mails, _service.Postbox.Mails.Count);
        Assert.Equal(JoinStep.Joined, (await session.GiveCode(await _service.CodeFor("alice@example.com"))).Value!.Step);
    }

    [Fact]
    public async Task Two_people_racing_for_the_last_place_never_both_get_in()
    {
        var (_, chatId) = await _service.NewChat();
        await _service.Join(chatId, "Alice");
        await _service.Join(chatId, "Bob");
        var sessions = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            var session = _service.Session();
            await session.GivePassword(chatId, Service.Password, $"192.0.2.{n}");
            return session;
        }));

        var answers = await Task.WhenAll(sessions.Select((session, n) => session.GiveIdentity(Person($"Racer{n}"), _ip)));

        Assert.Single(answers, answer => answer.Value?.Step == JoinStep.Joined);
        Assert.All(answers.Where(answer => answer.IsRefused), answer => Assert.Equal((Reason.ChatFull, 3), (answer.Refusal!.Reason, answer.Refusal.Limit)));
    }

    [Fact]
    public async Task Two_people_with_one_new_address_in_the_same_moment_are_one_participant()
    {
        var (_, chatId) = await _service.NewChat();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var session = _service.Session();
            await session.GivePassword(chatId, Service.Password, _ip);
            return session;
        }));

        var answers = await Task.WhenAll(sessions.Select(session => session.GiveIdentity(Person("Alice"), _ip)));

        Assert.Single(answers, answer => answer.Value?.Step == JoinStep.Joined);
        Assert.Single((await _service.Everything(chatId)));
    }

    [Fact]
    public async Task Who_comes_back_needs_a_free_place_too()
    {
        var (_, chatId) = await _service.NewChat();
        await Leave(chatId, await JoinByPages(chatId, "Alice"));
        foreach (var name in new[] { "Bob", "Carol", "Dave" }) await _service.Join(chatId, name);

        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);

        Assert.Equal(Reason.ChatFull, (await session.GiveIdentity(Person("Alice"), _ip)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_changed_password_ends_attempts_but_no_stay()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);

        await _service.Chat(chatId).Change(Caller.Company(companyId), new ChatChange { PasswordHash = PasswordHash.Create("another horse") });

        Assert.Equal(Reason.SessionExpired, (await session.GiveIdentity(Person("Bob"), _ip)).Refusal!.Reason);
        Assert.Equal(Reason.WrongPassword, (await session.GivePassword(chatId, Service.Password, _ip)).Refusal!.Reason);
        Assert.NotNull((await session.GivePassword(chatId, "another horse", _ip)).Value);
        Assert.False((await _service.Chat(chatId).Send(alice, "id", "still here")).IsRefused);
    }

    [Fact]
    public async Task An_attempt_is_over_after_an_hour()
    {
        var (_, chatId) = await _service.NewChat();
        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);

        _service.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Reason.SessionExpired, (await session.Progress()).Refusal!.Reason);
        Assert.Equal(Reason.SessionExpired, (await session.GiveIdentity(Person("Alice"), _ip)).Refusal!.Reason);
    }

    [Fact]
    public async Task An_answer_that_never_arrived_is_given_again_and_admits_once()
    {
        var (_, chatId) = await _service.NewChat();
        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);
        var lost = (await session.GiveIdentity(Person("Alice"), _ip)).Value!;

        var again = (await session.GiveIdentity(Person("Alice"), _ip)).Value!;
        var reloaded = (await session.Progress()).Value!;

        Assert.Equal((lost.ParticipantId, lost.ParticipantId), (again.ParticipantId, reloaded.ParticipantId));
        Assert.NotNull(reloaded.DeviceSecret);
        Assert.Single(await _service.Everything(chatId));
    }

    [Fact]
    public async Task Logging_in_by_code_signs_in_to_every_chat_of_the_address()
    {
        var (_, one) = await _service.NewChat();
        var (_, two) = await _service.NewChat();
        var (_, left) = await _service.NewChat();
        await JoinByPages(one, "Zoe");
        await JoinByPages(two, "Zoe");
        await Leave(left, await JoinByPages(left, "Zoe"));
        var account = _service.Client.GetGrain<IAccountGrain>(Secrets.Hash("zoe@example.com"));

        Assert.False((await account.MailCode("zoe@example.com", "session")).IsRefused);
        var code = await Arrived("zoe@example.com");
        Assert.Equal(Reason.WrongCode, (await account.SignIn("other session", code, "test")).Refusal!.Reason);
        var signedIn = (await account.SignIn("session", code, "test")).Value;

        Assert.Equal(new[] { one, two }.Order(), signedIn.Select(device => device.ChatId).Order());
        foreach (var device in signedIn)
            Assert.NotNull(await _service.Client.GetGrain<IParticipantGrain>($"{device.ChatId}/{device.ParticipantId}").Authenticate(device.DeviceSecret));
        Assert.Equal(Reason.WrongCode, (await account.SignIn("session", code, "test")).Refusal!.Reason);
    }

    [Fact]
    public async Task An_address_in_no_chat_is_answered_as_one_that_is_in_some()
    {
        var account = _service.Client.GetGrain<IAccountGrain>(Secrets.Hash("nobody@example.com"));

        Assert.False((await account.MailCode("nobody@example.com", "session")).IsRefused);
        Assert.Equal(Reason.WrongCode, (await account.SignIn("session", "123456", "test")).Refusal!.Reason);
        Assert.DoesNotContain(_service.Postbox.Mails, mail => mail.To == "nobody@example.com");
    }

    [Fact]
    public async Task Leaving_signs_out_every_device()
    {
        var (_, chatId) = await _service.NewChat();
        var phone = await JoinByPages(chatId, "Alice");
        var desktop = (await (await AtCode(chatId, "Alice")).GiveCode(await _service.CodeFor("alice@example.com"))).Value!;
        var participant = _service.Client.GetGrain<IParticipantGrain>($"{chatId}/{phone.ParticipantId}");
        var stay = await participant.Authenticate(desktop.DeviceSecret!);

        await Leave(chatId, phone);

        Assert.Equal(Reason.NotInChat, (await _service.Chat(chatId).Send(Caller.Participant(phone.ParticipantId!, stay!.Value), "id", "ghost")).Refusal!.Reason);
    }

    [Fact]
    public async Task A_plan_limits_the_chats_of_a_company_and_is_the_operators()
    {
        var company = _service.Client.GetGrain<ICompanyGrain>(Secrets.NewId());
        Assert.Equal("plan", (await company.Create(new NewCompany { Name = "N", Plan = "none such" })).Refusal!.Field);
        await company.Create(new NewCompany { Name = "Northwind" });
        await company.CreateChat("one", "hash");
        var two = (await company.CreateChat("two", "hash")).Value!;

        Assert.Equal((Reason.PlanLimit, 2), ((await company.CreateChat("three", "hash")).Refusal!.Reason, (await company.CreateChat("three", "hash")).Refusal!.Limit));
        Assert.False((await company.EraseChat(two.Id)).IsRefused);
        Assert.False((await company.CreateChat("three", "hash")).IsRefused);
        Assert.Equal(Reason.NotFound, (await _service.Chat(two.Id).Describe()).Refusal!.Reason);
        Assert.Equal(Reason.NotEmpty, (await company.Delete()).Refusal!.Reason);
    }

    private static PersonDetails Person(string name) => new(name, "Tester", $"{name}@example.com");

    private async Task<JoinProgress> JoinByPages(string chatId, string name)
    {
        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);
        var joined = await session.GiveIdentity(Person(name), _ip);
        Assert.Equal(JoinStep.Joined, joined.Value?.Step);
        return joined.Value!;
    }

    private async Task<IJoinSessionGrain> AtCode(string chatId, string name)
    {
        var session = _service.Session();
        await session.GivePassword(chatId, Service.Password, _ip);
        Assert.Equal(JoinStep.Code, (await session.GiveIdentity(Person(name), _ip)).Value?.Step);
        return session;
    }

    private async Task Leave(string chatId, JoinProgress who)
    {
        var person = await _service.Chat(chatId).Find(who.ParticipantId!);
        Assert.False((await _service.Chat(chatId).Leave(Caller.Participant(person!.Id, person.Stay), person.Id)).IsRefused);
    }

    private async Task<string> Arrived(string email)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (_service.Postbox.Mails.All(mail => mail.To != email))
        {
            Assert.True(DateTime.UtcNow < deadline, "No mail within 120 s.");
            await Task.Yield();
        }

        return _service.Postbox.CodeFor(email);
    }
}
