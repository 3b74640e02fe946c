using System.Net;
using ConnectNow.Chats;
using ConnectNow.Grains;
using ConnectNow.Grains.Participants;
using ConnectNow.Participants;
using ConnectNow.Sealing;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>Cookies and tokens that nobody was ever given cost a hash; those from before they bore a seal stay good.</summary>
public sealed class MadeUpCredentialsTests(Server server)
{
    [Fact]
    public async Task Made_up_cookies_reach_few_grains_and_nobody_else_waits_for_that()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var attacker = server.NewBrowser();

        var answers = new List<Reply>();
        for (var call = 0; call < 6; call++)
        {
            var cookies = string.Join("; ", Enumerable.Range(0, 180).Select(_ => MadeUp()).Select(token => $"cn-{token.ChatId}={token}"));
            answers.Add(await attacker.SendAsync(HttpMethod.Get, "/api/device/chats", change: request => request.Headers.Add("Cookie", cookies)));
        }

        // 400 at once from one network may be from before there were seals; the seventh hundred is not asked about.
        Assert.All(answers, answer => Assert.True(answer.Code is 200 or 429, answer.Text));
        Assert.Contains(answers, answer => answer.Code == 429);
        answers[^1].Refused(HttpStatusCode.TooManyRequests, "too_fast");
        // Twenty more may be asked about in each second: a hundred at once are too many however busy the machine is.
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => BearAsync(MadeUp().ToString())))).Any(answer => answer.Code == 429 && answer["reason"] == "too_fast"),
            "made-up tokens of the same network are not asked about either");
        (await alice.Program().GetAsync("/api/chat-user")).Expect(HttpStatusCode.OK);
        (await BearAsync(alice.Token)).Expect(HttpStatusCode.OK);

        Task<Reply> BearAsync(string token) =>
            attacker.SendAsync(HttpMethod.Get, "/api/chat-user", change: request => request.Headers.Add("Authorization", $"Bearer {token}"));
    }

    [Fact]
    public async Task An_activation_that_found_no_record_goes_at_once()
    {
        var token = MadeUp();
        (await server.NewBrowser(token.ToString()).GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
        // Bears a good seal, as that of a chat does which was erased long ago: it passes the gate, and there is nobody behind it.
        var sealedToken = token with { ParticipantId = Secrets.NewId() };
        sealedToken = sealedToken with { Secret = await server.Services.GetRequiredService<Seal>().NewSecret(sealedToken.Owner) };
        (await server.NewBrowser(sealedToken.ToString()).GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
        (await server.NewBrowser(new CompanyToken(Secrets.NewId(), Secrets.NewSecret()).ToString()).GetAsync("/api/user")).Expect(HttpStatusCode.Unauthorized);

        var alice = await (await TestHost.CreateAsync(server)).AddPersonAsync();
        (await alice.Program().GetAsync("/api/chat-user")).Expect(HttpStatusCode.OK);
        var management = server.Grains.GetGrain<IManagementGrain>(0);
        Assert.True(ChatUserToken.TryParse(alice.Token, out var good));
        Assert.True(await IsActiveAsync(good));
        await Eventually.TrueAsync(async () => !await IsActiveAsync(token), "the made-up participant is gone");
        await Eventually.TrueAsync(async () => !await IsActiveAsync(sealedToken), "the participant that there is no more is gone");

        async Task<bool> IsActiveAsync(ChatUserToken of)
        {
            var id = server.Grains.GetGrain<IParticipantGrain>(of.Owner).GetGrainId();
            return (await management.GetDetailedGrainStatistics()).Any(activation => activation.GrainId == id);
        }
    }

    [Fact]
    public async Task A_device_from_before_there_were_seals_stays_signed_in_and_gets_a_sealed_cookie()
    {
        var host = await TestHost.CreateAsync(server);
        var old = await OldDeviceAsync(host);
        using var browser = server.NewBrowser();
        browser.Cookies.Add(server.Address, new Cookie($"cn-{host.ChatId}", old.ToString(), "/"));

        Assert.Equal("joined", (await browser.GetAsync($"{host.ChatPath}/join")).Expect(HttpStatusCode.OK)["step"]);

        var fresh = browser.Cookie($"cn-{host.ChatId}")!;
        Assert.NotEqual(old.ToString(), fresh);
        Assert.True(ChatUserToken.TryParse(fresh, out var token));
        Assert.True(await server.Services.GetRequiredService<Seal>().IsOn(token.Owner, token.Secret));
        (await browser.GetAsync($"{host.ChatPath}/messages")).Expect(HttpStatusCode.OK);
        (await server.NewBrowser(old.ToString()).GetAsync("/api/chat-user")).Expect(HttpStatusCode.OK);
        Assert.Equal("joined", (await browser.GetAsync($"{host.ChatPath}/join"))["step"]);
        Assert.Equal(fresh, browser.Cookie($"cn-{host.ChatId}"));
    }

    [Fact]
    public async Task A_seal_is_for_one_owner_and_nobody_makes_one()
    {
        var seal = server.Services.GetRequiredService<Seal>();
        var secret = await seal.NewSecret("a/b");

        Assert.True(Secrets.IsSecret(secret));
        Assert.True(await seal.IsOn("a/b", secret));
        Assert.False(await seal.IsOn("a/c", secret));
        Assert.False(await seal.IsOn("a/b", Secrets.NewSecret()));
        Assert.Equal(await seal.Resealed("a/b", "x"), await seal.Resealed("a/b", "x"));
        Assert.True(await seal.IsOn("a/b", await seal.Resealed("a/b", "x")));
    }

    private static ChatUserToken MadeUp() => new(Secrets.NewId(), Secrets.NewId(), Secrets.NewSecret());

    /// <summary>Somebody whose device was signed in by a build that sealed nothing.</summary>
    private async Task<ChatUserToken> OldDeviceAsync(TestHost host)
    {
        var admitted = await host.Chat.Admit(new AdmissionRequest
        {
            Name = "Alice",
            Surname = "Adams",
            Email = $"alice.{Secrets.NewId()}@example.com",
            Verified = false,
            Attempt = Secrets.NewId(),
        });
        var person = admitted.Value!.Participant;
        var token = new ChatUserToken(host.ChatId, person.Id, Secrets.NewSecret());
        var now = DateTimeOffset.UtcNow;
        var device = new Device { SecretHash = Secrets.Hash(token.Secret), Stay = person.Stay, Label = "old", SignedInAt = now, LastUsed = now };
        await server.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Durable).WriteStateAsync(
            "participant", server.Grains.GetGrain<IParticipantGrain>(token.Owner).GetGrainId(), new GrainState<ParticipantState>(new ParticipantState { Devices = [device] }));
        return token;
    }
}
