using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

/// <summary>A company's token for its own bots and for people it vouches for, and for nobody else.</summary>
public sealed class PersonTokenTests(Server server)
{
    [Fact]
    public async Task A_bot_that_the_company_has_let_in_speaks_and_listens_with_a_token_of_its_own()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();
        var bot = await AddAsync(host, "Meter");

        var token = (await TokenAsync(host, bot)).Expect(HttpStatusCode.Created)["token"]!;

        using var program = server.NewBrowser(token);
        var said = (await program.PostAsync($"{host.ChatPath}/messages", new { text = "21.5 degrees" })).Expect(HttpStatusCode.Created);
        await alice.HearsAsync("21.5 degrees");
        Assert.Equal((bot, "Meter Bot"), (said.Json["author"]!["id"]!.ToString(), said.Json["author"]!["name"]!.ToString()));
        var me = (await program.GetAsync("/api/chat-user")).Json["participant"]!;
        Assert.Equal((true, false), ((bool)me["vouched"]!, (bool)me["verified"]!));
        await using var line = await Line.ConnectAsync(server.Address, host.ChatId, token);
        await line.OpenAsync();
        await alice.SendAsync("Warm enough");
        await line.HearsAsync("Warm enough");
    }

    [Fact]
    public async Task Nobody_speaks_for_a_person_who_came_by_themselves_even_when_the_company_lets_them_in_again()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        MustRefuse(await TokenAsync(host, alice.Id));

        (await host.Company().DeleteAsync($"{host.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Contains("not in the chat", (await TokenAsync(host, alice.Id)).Refused(HttpStatusCode.Forbidden, "not_allowed")["detail"], StringComparison.Ordinal);
        (await host.Company().PostAsync($"{host.ChatPath}/users", new { name = "Alice", surname = "Adams", email = alice.Email })).Expect(HttpStatusCode.Created);

        MustRefuse(await TokenAsync(host, alice.Id));
    }

    [Fact]
    public async Task Proof_of_the_address_ends_the_companys_tokens_for_good()
    {
        var host = await TestHost.CreateAsync(server);
        var email = $"carol.{Secrets.NewId()}@example.com";
        var carol = await AddAsync(host, "Carol", email);
        using var companys = server.NewBrowser((await TokenAsync(host, carol)).Expect(HttpStatusCode.Created)["token"]!);
        (await companys.GetAsync("/api/chat-user")).Expect(HttpStatusCode.OK);
        using var browser = server.NewBrowser();
        (await host.JoinAsync(browser, "Carol", email, "Bot")).Expect(HttpStatusCode.OK);

        (await browser.PostAsync($"{host.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(email) })).Expect(HttpStatusCode.OK);

        (await companys.GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
        MustRefuse(await TokenAsync(host, carol));
    }

    [Fact]
    public async Task A_bot_that_was_removed_has_no_token_until_the_company_lets_it_in_again()
    {
        var host = await TestHost.CreateAsync(server);
        var email = $"bot.{Secrets.NewId()}@example.com";
        var bot = await AddAsync(host, "Meter", email);
        using var before = server.NewBrowser((await TokenAsync(host, bot))["token"]!);

        (await host.Company().DeleteAsync($"{host.ChatPath}/users/{bot}")).Expect(HttpStatusCode.NoContent);
        (await before.GetAsync("/api/chat-user")).Expect(HttpStatusCode.Unauthorized);
        (await TokenAsync(host, bot)).Refused(HttpStatusCode.Forbidden, "not_allowed");
        Assert.Equal(bot, await AddAsync(host, "Meter", email));

        (await TokenAsync(host, bot)).Expect(HttpStatusCode.Created);
    }

    private static async Task<string> AddAsync(TestHost host, string name, string? email = null) =>
        (await host.Company().PostAsync($"{host.ChatPath}/users", new { name, surname = "Bot", email = email ?? $"{name}.{Secrets.NewId()}@example.com" })).Expect(HttpStatusCode.Created)["id"]!;

    private static Task<Reply> TokenAsync(TestHost host, string userId) =>
        host.Company().PostAsync($"{host.ChatPath}/users/{userId}/token");

    private static void MustRefuse(Reply reply) =>
        Assert.Contains("nobody else can speak for them", reply.Refused(HttpStatusCode.Forbidden, "not_allowed")["detail"], StringComparison.Ordinal);
}
