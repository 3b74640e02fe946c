using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Sealing;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>
/// The steps into a chat, and out of it, for tests of what happens on the way; each test comes from a network of its own.
/// </summary>
public abstract class JoinSteps(ServiceFixture fixture)
{
    private protected Service Service { get; } = fixture.Service;

    private protected string Ip { get; } = $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}";

    private protected async Task<IAccountGrain> AccountOf(string email) =>
        Service.Client.GetGrain<IAccountGrain>(await new Seal(Service.Client).NameOf(PersonalNames.Account, email));

    private protected static PersonDetails Person(string name) => new(name, "Tester", $"{name}@example.com");

    private protected async Task<JoinProgress> JoinByPages(string chatId, string name)
    {
        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);
        var joined = await session.GiveIdentity(Person(name), Ip);
        Assert.Equal(JoinStep.Joined, joined.Value?.Step);
        return joined.Value!;
    }

    private protected async Task<IJoinSessionGrain> AtCode(string chatId, string name)
    {
        var session = Service.Session();
        await session.GivePassword(chatId, Service.Password, Ip);
        Assert.Equal(JoinStep.Code, (await session.GiveIdentity(Person(name), Ip)).Value?.Step);
        return session;
    }

    private protected async Task Leave(string chatId, JoinProgress who)
    {
        var person = await Service.Chat(chatId).Find(who.ParticipantId!);
        Assert.False((await Service.Chat(chatId).Leave(Caller.Participant(person!.Id, person.Stay), person.Id)).IsRefused);
    }

    private protected async Task<string> Arrived(string email)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (Service.TestMailbox.Mails.All(mail => mail.To != email))
        {
            Assert.True(DateTime.UtcNow < deadline, "No mail within 120 s.");
            await Task.Yield();
        }

        return Service.TestMailbox.CodeFor(email);
    }
}
