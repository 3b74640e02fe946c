using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

public sealed class CompaniesTests(Server server)
{
    [Fact]
    public async Task A_company_creates_changes_lists_and_deletes_companies_of_its_own()
    {
        var host = await TestHost.CreateAsync(server);
        using var owner = host.Company();

        var created = (await owner.PostAsync("/api/companies", new { name = "  Bath  works " })).Expect(HttpStatusCode.Created);
        var path = new Uri(created.Headers["Location"]).AbsolutePath;

        Assert.Equal(("Bath works", "business", host.CompanyId), (created["name"], created["plan"], created["owner_id"]));
        Assert.Equal(created["id"], (await server.NewBrowser(created["api_token"]).GetAsync("/api/user")).Json["company"]!["id"]!.ToString());
        Assert.Equal("Baths", (await owner.PutAsync(path, new { name = "Baths" })).Expect(HttpStatusCode.OK)["name"]);
        Assert.Equal(["Northwind", "Baths"], (await owner.GetAsync("/api/companies")).Json["data"]!.AsArray().Select(company => company!["name"]!.ToString()));
        (await owner.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await owner.GetAsync(path)).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Companies_made_by_an_owned_company_share_its_plan_and_it_makes_a_few()
    {
        await using var tight = await Server.StartAsync(
            "--ConnectNow:Plans:tiny:Chats", "2", "--ConnectNow:Plans:tiny:Companies", "2", "--ConnectNow:Plans:tiny:StorageBytes", "5000", "--ConnectNow:Plans:tiny:FileBytes", "5000");
        var host = await TestHost.CreateAsync(tight, plan: "tiny");
        using var owned = host.Company();
        var child = (await owned.PostAsync("/api/companies", new { name = "Baths" })).Expect(HttpStatusCode.Created);
        (await owned.PostAsync("/api/companies", new { name = "Roofs" })).Expect(HttpStatusCode.Created);

        (await owned.PostAsync("/api/companies", new { name = "Doors" })).Refused(HttpStatusCode.Conflict, "plan_limit");

        // One of the two chats is the owned company's own.
        using var program = tight.NewBrowser(child["api_token"]);
        var grandchild = (await program.PostAsync("/api/companies", new { name = "Taps" })).Expect(HttpStatusCode.Created);
        using var below = tight.NewBrowser(grandchild["api_token"]);
        var chat = (await below.PostAsync("/api/chats", new { name = "Tap" })).Expect(HttpStatusCode.Created);
        (await program.PostAsync("/api/chats", new { name = "Bath" })).Refused(HttpStatusCode.Conflict, "plan_limit");
        (await owned.PostAsync("/api/chats", new { name = "House" })).Refused(HttpStatusCode.Conflict, "plan_limit");
        (await below.PostAsync($"/api/chats/{chat["id"]}/uploads", new { name = "a.txt", size = 3_000 })).Expect(HttpStatusCode.Created);
        (await owned.PostAsync($"{host.ChatPath}/uploads", new { name = "b.txt", size = 3_000 })).Refused(HttpStatusCode.Conflict, "storage_full");

        (await below.DeleteAsync($"/api/chats/{chat["id"]}")).Expect(HttpStatusCode.NoContent);
        (await owned.PostAsync($"{host.ChatPath}/uploads", new { name = "b.txt", size = 3_000 })).Expect(HttpStatusCode.Created);
        (await program.PostAsync("/api/chats", new { name = "Bath" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_company_with_chats_can_not_be_deleted()
    {
        var host = await TestHost.CreateAsync(server);

        (await server.Operator().DeleteAsync($"/api/companies/{host.CompanyId}")).Refused(HttpStatusCode.Conflict, "not_empty");
    }

    [Fact]
    public async Task Only_a_company_that_nobody_owns_chooses_plans()
    {
        var host = await TestHost.CreateAsync(server, plan: "pair");
        using var owned = host.Company();

        (await owned.PutAsync($"/api/companies/{host.CompanyId}", new { plan = "business" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await owned.PostAsync("/api/companies", new { name = "Better", plan = "business" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        Assert.Equal("pair", (await owned.PostAsync("/api/companies", new { name = "Equal" }))["plan"]);
        Assert.Equal("team", (await server.Operator().PutAsync($"/api/companies/{host.CompanyId}", new { plan = "team" })).Expect(HttpStatusCode.OK)["plan"]);
        var unknown = (await server.Operator().PutAsync($"/api/companies/{host.CompanyId}", new { plan = "gold" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        Assert.Equal("plan", unknown["field"]);
    }

    [Fact]
    public async Task The_plan_limits_the_chats_of_a_company()
    {
        var host = await TestHost.CreateAsync(server, plan: "pair");
        using var company = host.Company();
        for (var number = 2; number <= 3; number++) (await company.PostAsync("/api/chats", new { name = $"Chat {number}" })).Expect(HttpStatusCode.Created);

        var refused = (await company.PostAsync("/api/chats", new { name = "One too many" })).Refused(HttpStatusCode.Conflict, "plan_limit");

        Assert.Equal("3", refused["limit"]);
        Assert.Contains("Northwind's plan", refused.Detail, StringComparison.Ordinal);
    }
}
