using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Rest;

public sealed class PeopleTests(Server server)
{
    [Fact]
    public async Task A_company_adds_renames_and_removes_people()
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();
        var email = $"carol.{Secrets.NewId()}@example.com";

        var added = (await company.PostAsync($"{host.ChatPath}/users", new { name = "Carol", surname = "Chen", email }))
            .Expect(HttpStatusCode.Created);
        var path = new Uri(added.Headers["Location"]).AbsolutePath;

        Assert.Equal(("Carol", "active", "false"), (added["name"], added["standing"], added["verified"]));
        Assert.Equal("email", (await company.PostAsync($"{host.ChatPath}/users", new { name = "Carol", surname = "Chen", email })).Refused(HttpStatusCode.Conflict, "already_exists")["field"]);
        var renamed = (await company.PutAsync(path, new { surname = "Cho" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Carol", "Cho"), (renamed["name"], renamed["surname"]));
        (await company.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("removed", (await company.GetAsync(path))["standing"]);
        Assert.Equal("active", (await company.PostAsync($"{host.ChatPath}/users", new { name = "Carol", surname = "Chen", email })).Expect(HttpStatusCode.Created)["standing"]);
        Assert.Equal(["joined", "removed", "rejoined"], (await company.GetAsync(path)).Json["history"]!.AsArray().Select(change => change!["kind"]!.ToString()));
    }

    [Fact]
    public async Task Those_in_the_chat_see_everyone_who_is_or_was()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        var bob = await host.AddPersonAsync("Bob");
        await bob.Program().DeleteAsync($"{host.ChatPath}/users/{bob.Id}");

        var people = (await alice.Program().GetAsync($"{host.ChatPath}/users")).Expect(HttpStatusCode.OK).Json["data"]!.AsArray();

        Assert.Equal([("Alice", "active"), ("Bob", "left")], people.Select(person => (person!["name"]!.ToString(), person["standing"]!.ToString())));
        var page = await alice.Program().GetAsync($"{host.ChatPath}/users?per_page=1&page=2");
        Assert.Equal("Bob", page.Json["data"]![0]!["name"]!.ToString());
    }

    [Fact]
    public async Task A_participant_renames_only_themselves()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        var bob = await host.AddPersonAsync("Bob");
        await using var bobs = await bob.OpenAsync();

        (await alice.Program().PutAsync($"{host.ChatPath}/users/{alice.Id}", new { name = "Alicia" })).Expect(HttpStatusCode.OK);
        (await alice.Program().PutAsync($"{host.ChatPath}/users/{bob.Id}", new { name = "Robert" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await alice.Program().PutAsync($"{host.ChatPath}/users/{alice.Id}", new { name = "\u0000" })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        await Eventually.TrueAsync(() => bobs.Events.Any(chatEvent => chatEvent.Kind == "renamed" && chatEvent.Text == "Alicia Adams"), "Bob heard the new name");
    }

    [Fact]
    public async Task Somebody_who_never_was_in_the_chat_is_not_found()
    {
        var host = await TestHost.CreateAsync(server);

        foreach (var id in new[] { Secrets.NewId(), "nobody", "a%2fb" })
            (await host.Company().GetAsync($"{host.ChatPath}/users/{id}")).Refused(HttpStatusCode.NotFound, "not_found");
    }
}
