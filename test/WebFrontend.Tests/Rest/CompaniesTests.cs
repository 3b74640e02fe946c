using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

public sealed class CompaniesTests(Server server)
{
    [Fact]
    public async Task A_company_creates_changes_lists_and_deletes_companies_of_its_own()
    {
        var scene = await Scene.CreateAsync(server);
        using var owner = scene.Company();

        var created = (await owner.PostAsync("/api/companies", new { name = "  Bath  works " })).Expect(HttpStatusCode.Created);
        var path = new Uri(created.Headers["Location"]).AbsolutePath;

        Assert.Equal(("Bath works", "business", scene.CompanyId), (created["name"], created["plan"], created["owner_id"]));
        Assert.Equal(created["id"], (await server.NewBrowser(created["api_token"]).GetAsync("/api/user")).Json["company"]!["id"]!.ToString());
        Assert.Equal("Baths", (await owner.PutAsync(path, new { name = "Baths" })).Expect(HttpStatusCode.OK)["name"]);
        Assert.Equal(["Northwind", "Baths"], (await owner.GetAsync("/api/companies")).Json["data"]!.AsArray().Select(company => company!["name"]!.ToString()));
        (await owner.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await owner.GetAsync(path)).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_company_with_chats_can_not_be_deleted()
    {
        var scene = await Scene.CreateAsync(server);

        (await server.Operator().DeleteAsync($"/api/companies/{scene.CompanyId}")).Refused(HttpStatusCode.Conflict, "not_empty");
    }

    [Fact]
    public async Task Only_a_company_that_nobody_owns_chooses_plans()
    {
        var scene = await Scene.CreateAsync(server, plan: "pair");
        using var owned = scene.Company();

        (await owned.PutAsync($"/api/companies/{scene.CompanyId}", new { plan = "business" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await owned.PostAsync("/api/companies", new { name = "Better", plan = "business" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        Assert.Equal("pair", (await owned.PostAsync("/api/companies", new { name = "Equal" }))["plan"]);
        Assert.Equal("team", (await server.Operator().PutAsync($"/api/companies/{scene.CompanyId}", new { plan = "team" })).Expect(HttpStatusCode.OK)["plan"]);
        var unknown = (await server.Operator().PutAsync($"/api/companies/{scene.CompanyId}", new { plan = "gold" })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        Assert.Equal("plan", unknown["field"]);
    }

    [Fact]
    public async Task The_plan_limits_the_chats_of_a_company()
    {
        var scene = await Scene.CreateAsync(server, plan: "pair");
        using var company = scene.Company();
        for (var number = 2; number <= 3; number++) (await company.PostAsync("/api/chats", new { name = $"Chat {number}" })).Expect(HttpStatusCode.Created);

        var refused = (await company.PostAsync("/api/chats", new { name = "One too many" })).Refused(HttpStatusCode.Conflict, "plan_limit");

        Assert.Equal("3", refused["limit"]);
        Assert.Contains("Northwind's plan", refused.Detail, StringComparison.Ordinal);
    }
}
