using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>What is still true after everything stopped and started again.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-restart-").FullName;

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart()
    {
        string companyId, chatId, token, code;
        var secret = Secrets.NewSecret();
        JoinProgress joined;
        Caller alice;
        await using (var before = await Service.Start(_directory))
        {
            (companyId, chatId) = await before.NewChat();
            token = (await before.Client.GetGrain<ICompanyGrain>(companyId).IssueToken("test")).Value!;
            var session = before.Session();
            await session.GivePassword(chatId, Service.Password, "192.0.2.1");
            joined = (await session.GiveIdentity(new PersonDetails("Alice", "Adams", "alice@example.com"), "192.0.2.1")).Value!;
            alice = Caller.Participant(joined.ParticipantId!, 1);
            for (var n = 0; n < 20; n++) Assert.False((await before.Chat(chatId).Send(alice, $"id-{n}", $"message {n}")).IsRefused);
            var atCode = before.Session(secret);
            await atCode.GivePassword(chatId, Service.Password, "192.0.2.1");
            await atCode.GiveIdentity(new PersonDetails("Alice", "Adams", "alice@example.com"), "192.0.2.1");
            code = await before.CodeFor("alice@example.com");
        }

        await using var after = await Service.Start(_directory);

        Assert.Equal(1, await after.Client.GetGrain<IParticipantGrain>($"{chatId}/{joined.ParticipantId}").Authenticate(joined.DeviceSecret!));
        Assert.True(await after.Client.GetGrain<ICompanyGrain>(companyId).Authenticate(token));
        Assert.Equal(JoinStep.Joined, (await after.Session(secret).GiveCode(code)).Value?.Step);
        // The code has proven the address, so that a new stay has begun.
        var proven = Caller.Participant(alice.ParticipantId!, (await after.Chat(chatId).Find(joined.ParticipantId!))!.Stay);
        Assert.True((await after.Chat(chatId).Send(proven, "id-7", "message 7")).Value!.Duplicate);
        var texts = (await after.Everything(chatId)).Where(chatEvent => chatEvent.Kind == EventKind.Message)
            .Select(chatEvent => chatEvent.Text);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"message {n}"), texts);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
