using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Joining;

/// <summary>
/// Whoever knows a chat's password can come under anybody's address. The person whose address it is ends that by showing a code.
/// </summary>
public sealed class ProvingTests(Server server)
{
    /// <summary>How somebody shows that an address is theirs.</summary>
    public enum Way
    {
        JoiningCode,
        SignIn,
        TokenCode,
        LeavingAndComingBack,
    }

    public static MatrixTheoryData<Way, Way> Ways { get; } = new(Enum.GetValues<Way>(), Enum.GetValues<Way>());

    [Theory, MemberData(nameof(Ways))]
    public async Task No_credential_issued_before_the_address_was_proven_is_good_after(Way first, Way second)
    {
        var host = await TestHost.CreateAsync(server);
        var email = $"victim.{Secrets.NewId()}@example.com";
        using var stranger = server.NewBrowser();
        (await host.GivePasswordAsync(stranger)).Expect(HttpStatusCode.OK);
        var attempt = stranger.Cookie($"cn-join-{host.ChatId}", $"{host.ChatPath}/join")!;
        var joined = (await stranger.PostAsync($"{host.ChatPath}/join/who", new { name = "Alice", surname = "Adams", email }))
            .Expect(HttpStatusCode.OK);
        var issuedBefore = stranger.Cookie($"cn-{host.ChatId}")!;
        await using var listening = await Line.ConnectAsync(server.Address, host.ChatId, issuedBefore);
        await listening.OpenAsync();

        var proven = await ProveAsync(host, first, email, issuedBefore);
        await NothingIsGoodAsync();
        Assert.Equal(first == Way.LeavingAndComingBack ? "left" : "proven", await listening.SignedOutAsync());
        var again = await ProveAsync(host, second, email, proven);
        await NothingIsGoodAsync();

        // Whoever proves it again is the same person, and stays signed in where they have proven it unless they leave.
        Assert.Equal(second == Way.LeavingAndComingBack ? 401 : 200, (await server.NewBrowser(proven).GetAsync("/api/chat-user")).Code);
        var me = (await server.NewBrowser(again).GetAsync("/api/chat-user")).Expect(HttpStatusCode.OK).Json["participant"]!;
        Assert.Equal((joined["participant_id"], "true"), (me["id"]!.ToString(), me["verified"]!.ToString()));

        async Task NothingIsGoodAsync()
        {
            var program = server.NewBrowser(issuedBefore);
            (await program.GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
            (await program.PostAsync($"{host.ChatPath}/messages", new { text = "I am Alice, please pay to …" })).Expect(HttpStatusCode.Unauthorized);
            (await program.PutAsync($"{host.ChatPath}/users/{joined["participant_id"]}", new { name = "Changed" })).Expect(HttpStatusCode.Unauthorized);
            using var begun = server.NewBrowser();
            begun.Cookies.Add(new Uri(server.Address, $"{host.ChatPath}/join"), new Cookie($"cn-join-{host.ChatId}", attempt, $"{host.ChatPath}/join"));
            Assert.NotEqual("joined", (await begun.GetAsync($"{host.ChatPath}/join"))["step"]);
        }
    }

    [Fact]
    public async Task Everybody_sees_from_where_on_a_person_was_proven_and_what_was_said_before_stays_apart()
    {
        var host = await TestHost.CreateAsync(server);
        var bob = await host.AddPersonAsync("Bob");
        await using var line = await bob.OpenAsync();
        var alice = await host.AddPersonAsync();
        (await alice.Program().PostAsync($"{host.ChatPath}/messages", new { text = "said before" })).Expect(HttpStatusCode.Created);

        await ProveAsync(host, Way.JoiningCode, alice.Email, alice.Token);

        await Eventually.TrueAsync(() => line.Events.Any(chatEvent => chatEvent.Kind == "proven"), "the event came");
        var chatEvent = line.Events.Single(chatEvent => chatEvent.Kind == "proven");
        Assert.Equal((alice.Id, "Alice Adams"), (chatEvent.Subject, chatEvent.Text));
        var said = line.Events.Single(each => each.Text == "said before");
        var seen = (await bob.Program().GetAsync($"{host.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(chatEvent.Seq.ToString(), seen["verified_from"]);
        Assert.True(said.Seq < chatEvent.Seq);
    }

    [Fact]
    public async Task Whom_a_company_adds_is_vouched_for_and_proves_the_address_like_everybody()
    {
        var host = await TestHost.CreateAsync(server);
        var email = $"carol.{Secrets.NewId()}@example.com";

        var added = (await host.Company().PostAsync($"{host.ChatPath}/users", new { name = "Carol", surname = "Clark", email, verified = true })).Expect(HttpStatusCode.Created);
        Assert.Equal(("false", "true"), (added["verified"], added["vouched"]));

        var token = await ProveAsync(host, Way.JoiningCode, email, "");
        var carol = (await server.NewBrowser(token).GetAsync("/api/chat-user")).Json["participant"]!;
        Assert.Equal(("true", "true"), (carol["verified"]!.ToString(), carol["vouched"]!.ToString()));
    }

    /// <summary>Shows that the address is one's own; the token that is issued for it.</summary>
    private async Task<string> ProveAsync(TestHost host, Way way, string email, string before)
    {
        using var device = server.NewBrowser();
        var mails = (await server.Outbox.MailsToAsync(email)).Count;
        switch (way)
        {
            case Way.SignIn:
                (await device.PostAsync("/api/sign-in", new { email })).Expect(HttpStatusCode.Accepted);
                var signedIn = (await device.PostAsync("/api/sign-in/code", new { code = await server.Outbox.CodeForAsync(email, mails) }))
                    .Expect(HttpStatusCode.OK);
                if (signedIn["chats"] == "0") (await device.PostAsync("/api/sign-in/chats", new { chats = new[] { host.ChatId } })).Expect(HttpStatusCode.OK);
                break;
            case Way.TokenCode:
                (await device.PostAsync($"{host.ChatPath}/users/get-token", new { email })).Expect(HttpStatusCode.Accepted);
                var code = await server.Outbox.CodeForAsync(email, mails);
                return (await device.PostAsync($"{host.ChatPath}/users/get-token", new { email, auth_code = code }))
                    .Expect(HttpStatusCode.OK)["token"]!;
            default:
                if (way == Way.LeavingAndComingBack)
                {
                    var me = (await server.NewBrowser(before).GetAsync("/api/chat-user"))
                        .Expect(HttpStatusCode.OK).Json["participant"]!["id"];
                    (await server.NewBrowser(before).DeleteAsync($"{host.ChatPath}/users/{me}")).Expect(HttpStatusCode.NoContent);
                }

                Assert.Equal("code", (await host.JoinAsync(device, "Alice", email)).Expect(HttpStatusCode.OK)["step"]);
                (await device.PostAsync($"{host.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(email, mails) })).Expect(HttpStatusCode.OK);
                break;
        }

        return device.Cookie($"cn-{host.ChatId}")!;
    }
}
