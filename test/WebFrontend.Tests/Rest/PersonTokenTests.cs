using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

/// <summary>A company's token for its own bots and for people it vouches for, and for nobody else.</summary>
public sealed class PersonTokenTests(Server server)
{
    [Fact]
    public async Task A_bot_that_the_company_has_let_in_speaks_and_listens_with_a_token_of_its_own()
    {
        var scene = await Scene.CreateAsync(server);
        await using var alice = await (await scene.AddPersonAsync("Alice")).OpenAsync();
        var bot = await AddAsync(scene, "Meter");

        var token = (await TokenAsync(scene, bot)).Expect(HttpStatusCode.Created)["token"]!;

        using var program = server.NewBrowser(token);
        var said = (await program.PostAsync($"{scene.ChatPath}/messages", new { text = "21.5 degrees" })).Expect(HttpStatusCode.Created);
        await alice.HearsAsync("21.5 degrees");
        Assert.Equal((bot, "Meter Bot"), (said.Json["author"]!["id"]!.ToString(), said.Json["author"]!["name"]!.ToString()));
        var me = (await program.GetAsync("/api/chat-user")).Json["participant"]!;
        Assert.Equal((true, false), ((bool)me["vouched"]!, (bool)me["verified"]!));
        await using var line = await Line.ConnectAsync(server.Address, scene.ChatId, token);
        await line.OpenAsync();
        await alice.SendAsync("Warm enough");
        await line.HearsAsync("Warm enough");
    }

    [Fact]
    public async Task Nobody_speaks_for_a_person_who_came_by_themselves_even_when_the_company_lets_them_in_again()
    {
        var scene = await Scene.CreateAsync(server);
        var alice = await scene.AddPersonAsync("Alice");
        MustRefuse(await TokenAsync(scene, alice.Id));

        (await scene.Company().DeleteAsync($"{scene.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Contains("not in the chat", (await TokenAsync(scene, alice.Id)).Refused(HttpStatusCode.Forbidden, "not_allowed")["detail"], StringComparison.Ordinal);
        (await scene.Company().PostAsync($"{scene.ChatPath}/users", new { name = "Alice", surname = "Adams", email = alice.Email })).Expect(HttpStatusCode.Created);

        MustRefuse(await TokenAsync(scene, alice.Id));
    }

    [Fact]
    public async Task Proof_of_the_address_ends_the_companys_tokens_for_good()
    {
        var scene = await Scene.CreateAsync(server);
        var email = $"carol.{Secrets.NewId()}@example.com";
        var carol = await AddAsync(scene, "Carol", email);
        using var companys = server.NewBrowser((await TokenAsync(scene, carol)).Expect(HttpStatusCode.Created)["token"]!);
        (await companys.GetAsync("/api/chat-user")).Expect(HttpStatusCode.OK);
        using var browser = server.NewBrowser();
        (await scene.JoinAsync(browser, "Carol", email, "Bot")).Expect(HttpStatusCode.OK);

        (await browser.PostAsync($"{scene.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(email) })).Expect(HttpStatusCode.OK);

        (await companys.GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
        MustRefuse(await TokenAsync(scene, carol));
    }

    [Fact]
    public async Task A_bot_that_was_removed_has_no_token_until_the_company_lets_it_in_again()
    {
        var scene = await Scene.CreateAsync(server);
        var email = $"bot.{Secrets.NewId()}@example.com";
        var bot = await AddAsync(scene, "Meter", email);
        using var before = server.NewBrowser((await TokenAsync(scene, bot))["token"]!);

        (await scene.Company().DeleteAsync($"{scene.ChatPath}/users/{bot}")).Expect(HttpStatusCode.NoContent);
        (await before.GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
        (await TokenAsync(scene, bot)).Refused(HttpStatusCode.Forbidden, "not_allowed");
        Assert.Equal(bot, await AddAsync(scene, "Meter", email));

        (await TokenAsync(scene, bot)).Expect(HttpStatusCode.Created);
    }

    private static async Task<string> AddAsync(Scene scene, string name, string? email = null) =>
        (await scene.Company().PostAsync($"{scene.ChatPath}/users", new { name, surname = "Bot", email = email ?? $"{name}.{Secrets.NewId()}@example.com" })).Expect(HttpStatusCode.Created)["id"]!;

    private static Task<Reply> TokenAsync(Scene scene, string userId) => scene.Company().PostAsync($"{scene.ChatPath}/users/{userId}/token");

    private static void MustRefuse(Reply reply) =>
        Assert.Contains("nobody else can speak for them", reply.Refused(HttpStatusCode.Forbidden, "not_allowed")["detail"], StringComparison.Ordinal);
}
