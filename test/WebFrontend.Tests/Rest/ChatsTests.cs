using System.Net;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

public sealed class ChatsTests(Server server)
{
    [Fact]
    public async Task Devices_learn_by_a_mark_that_the_password_is_another_and_whether_they_may_keep_it()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        var before = await alice.Program().GetAsync(host.ChatPath);

        (await host.Company().PutAsync(host.ChatPath, new { name = "Kitchen" })).Expect(HttpStatusCode.OK);
        var renamed = await alice.Program().GetAsync(host.ChatPath);
        (await host.Company().PutAsync(host.ChatPath, new { password = "another horse battery" })).Expect(HttpStatusCode.OK);
        var changed = await alice.Program().GetAsync(host.ChatPath);
        (await host.Company().PutAsync(host.ChatPath, new { invite_with_password = false })).Expect(HttpStatusCode.OK);
        var keptBack = await alice.Program().GetAsync(host.ChatPath);
        (await host.Company().PutAsync(host.ChatPath, new { invite_with_password = true })).Expect(HttpStatusCode.OK);
        var allowed = await alice.Program().GetAsync(host.ChatPath);

        Assert.Matches("^[0-9a-f]{12}$", before["password_mark"]!);
        Assert.Equal(before["password_mark"], renamed["password_mark"]);
        Assert.NotEqual(before["password_mark"], changed["password_mark"]);
        Assert.Equal((null, "false"), (keptBack["password_mark"], keptBack["invite_with_password"]));
        Assert.Equal((changed["password_mark"], "true"), (allowed["password_mark"], allowed["invite_with_password"]));
    }

    [Fact]
    public async Task A_chat_without_a_password_gets_one_and_a_link_that_carries_it()
    {
        var host = await TestHost.CreateAsync(server);

        var created = (await host.Company().PostAsync("/api/chats", new { name = "Garden" })).Expect(HttpStatusCode.Created);

        var url = new Uri(server.Address, $"/c/{created["id"]}").ToString();
        Assert.Equal((url, $"{url}#{created["password"]}"), (created["url"], created["url_with_password"]));
        Assert.Equal($"{server.Address}api/chats/{created["id"]}", created.Headers["Location"]);
        using var browser = server.NewBrowser();
        (await browser.PostAsync($"/api/chats/{created["id"]}/join/password", new { password = created["password"] })).Expect(HttpStatusCode.OK);
        Assert.Null((await host.Company().GetAsync($"/api/chats/{created["id"]}"))["password"]);
    }

    [Fact]
    public async Task A_chosen_password_opens_the_chat_and_is_escaped_in_the_link()
    {
        var host = await TestHost.CreateAsync(server);

        var created = (await host.Company().PostAsync("/api/chats", new { name = "Garden", password = "grün & #1 %" }))
            .Expect(HttpStatusCode.Created);

        Assert.EndsWith("#gr%C3%BCn%20%26%20%231%20%25", created["url_with_password"], StringComparison.Ordinal);
        using var browser = server.NewBrowser();
        (await browser.PostAsync($"/api/chats/{created["id"]}/join/password", new { password = "grün & #1 %" })).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password")]
    [InlineData("Dragonfly")]
    [InlineData("ConnectNow123")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("")]
    public async Task A_weak_password_is_refused(string password)
    {
        var host = await TestHost.CreateAsync(server);

        Assert.Equal("password", (await host.Company().PostAsync("/api/chats", new { name = "Garden", password })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
        Assert.Equal("password", (await host.Company().PutAsync(host.ChatPath, new { password })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    [Fact]
    public async Task The_plan_is_asked_before_a_slow_hash_is_made()
    {
        // Turns that nobody gets: whoever needs a slow hash is told to wait.
        var turns = new HashTurns(atOnce: 0, checks: 0, makings: 0);
        var company = new CompanyDescription
        {
            Id = Secrets.NewId(),
            Name = "Northwind",
            Plan = "pair",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Limits = new PlanLimits { Chats = 3 },
            Chats = 3,
        };

        var full = (await ChatEndpoints.HashAsync(company, "correct horse battery", isChosen: true, turns)).Refusal!;

        Assert.Equal((Reason.PlanLimit, 3, "Northwind"), (full.Reason, full.Limit, full.Company));
        Assert.Equal(Reason.TooFast, (await ChatEndpoints.HashAsync(company with { Chats = 2 }, "correct horse battery", isChosen: true, turns)).Refusal!.Reason);
        Assert.NotNull((await ChatEndpoints.HashAsync(company with { Chats = 2 }, ChatPassword.Generate(), isChosen: false, turns)).Value);
    }

    [Fact]
    public async Task Everything_wrong_is_named_at_once()
    {
        var host = await TestHost.CreateAsync(server);

        var refused = (await host.Company().PostAsync("/api/chats", new { name = " ", password = "x", company_id = Secrets.NewId() }))
            .Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        Assert.Equal(["company_id", "name", "password"], refused.Json["errors"]!.AsObject().Select(error => error.Key).Order());
    }

    [Fact]
    public async Task A_chat_is_renamed_closed_and_opened_again()
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();

        Assert.Equal("Bathroom", (await company.PutAsync(host.ChatPath, new { name = "Bathroom" })).Expect(HttpStatusCode.OK)["name"]);
        Assert.Equal("true", (await company.PutAsync(host.ChatPath, new { closed = true }))["closed"]);
        (await company.PostAsync($"{host.ChatPath}/messages", new { text = "Closed?" })).Refused(HttpStatusCode.Conflict, "chat_closed");
        Assert.Equal("false", (await company.PutAsync(host.ChatPath, new { closed = false }))["closed"]);
        var chat = await company.GetAsync(host.ChatPath);
        Assert.Equal(("Bathroom", "3", "0", "1000", "5000000000"), (chat["name"], chat["last_seq"], chat["people"], chat["people_limit"], chat["file_limit"]));
    }

    [Fact]
    public async Task Lists_come_in_pages_with_the_addresses_of_their_neighbours()
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();
        for (var number = 2; number <= 5; number++) await company.PostAsync("/api/chats", new { name = $"Chat {number}", password = TestHost.Password });

        var second = (await company.GetAsync("/api/chats?page=2&per_page=2")).Expect(HttpStatusCode.OK);

        Assert.Equal(["Chat 3", "Chat 4"], Names(second));
        Assert.Equal(("2", "2", "3", "4"), (second["current_page"], second["per_page"], second["from"], second["to"]));
        Assert.Equal($"{server.Address}api/chats", second["path"]);
        Assert.Equal(["Kitchen refit", "Chat 2"], Names(await company.GetAsync(second["prev_page_url"]!)));
        Assert.Equal(second["prev_page_url"], second["first_page_url"]);
        var third = await company.GetAsync(second["next_page_url"]!);
        Assert.Equal(["Chat 5"], Names(third));
        Assert.Null(third["next_page_url"]);
        var beyond = await company.GetAsync("/api/chats?page=9&per_page=2");
        Assert.Equal((null, null, "[]"), (beyond["from"], beyond["to"], beyond.Json["data"]!.ToJsonString()));
    }

    [Fact]
    public async Task Lists_are_filtered_by_time_and_company()
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();
        var other = await company.PostAsync("/api/companies", new { name = "Other" });
        await company.PostAsync("/api/chats", new { name = "Theirs", password = TestHost.Password, company_id = other["id"] });
        var created = (await company.GetAsync(host.ChatPath))["created_at"]!;

        Assert.Equal(["Kitchen refit", "Theirs"], Names(await company.GetAsync("/api/chats")));
        Assert.Equal(["Theirs"], Names(await company.GetAsync($"/api/chats?company_id={other["id"]}")));
        Assert.Equal(["Theirs"], Names(await company.GetAsync($"/api/chats?after={created}")));
        Assert.Empty(Names(await company.GetAsync($"/api/chats?before={DateTimeOffset.Parse(created).AddMinutes(-1):yyyy-MM-ddTHH:mm:ss.fffZ}")));
        (await company.GetAsync($"/api/chats?company_id={server.FirstRun.CompanyId}")).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=many", "page")]
    [InlineData("page=99999999999999999999", "page")]
    [InlineData("per_page=250", "per_page")]
    [InlineData("per_page=0", "per_page")]
    [InlineData("before=yesterday", "before")]
    [InlineData("after=2026-13-45", "after")]
    public async Task What_makes_no_sense_in_a_query_is_refused_by_name(string query, string field)
    {
        var host = await TestHost.CreateAsync(server);

        foreach (var list in new[] { "/api/chats", "/api/companies", $"{host.ChatPath}/users", $"{host.ChatPath}/messages" })
            Assert.Equal(field, (await host.Company().GetAsync($"{list}?{query}")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    [Fact]
    public async Task The_join_link_is_shared_without_the_password()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        foreach (var caller in new[] { host.Company(), alice.Program() })
            Assert.Equal($"{server.Address}c/{host.ChatId}", (await caller.PostAsync($"{host.ChatPath}/share")).Expect(HttpStatusCode.OK)["url"]);
    }

    private static IEnumerable<string> Names(Reply list) => list.Json["data"]!.AsArray().Select(chat => chat!["name"]!.ToString());
}
