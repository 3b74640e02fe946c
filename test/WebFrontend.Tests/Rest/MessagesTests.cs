using System.Net;
using ConnectNow.WebFrontend.Tests.Running;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Tests.Rest;

public sealed class MessagesTests(Server server)
{
    [Fact]
    public async Task What_a_program_posts_people_hear()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();

        var posted = (await host.Company().PostAsync($"{host.ChatPath}/messages", new { text = "The van is on its way", client_id = "van-1" })).Expect(HttpStatusCode.Created);

        await alice.HearsAsync("The van is on its way");
        Assert.Equal(("2", "van-1", "Northwind", "company"), (posted["id"], posted["client_id"], posted.Json["author"]!["name"]!.ToString(), posted.Json["author"]!["id"]!.ToString()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", posted["created_at"]);
        var again = (await host.Company().PostAsync($"{host.ChatPath}/messages", new { text = "Twice?", client_id = "van-1" }))
            .Expect(HttpStatusCode.OK);
        Assert.Equal(posted.Text, again.Text);
    }

    [Theory, InlineData("\u2800"), InlineData("\u200b\u2060"), InlineData("\u3164"), InlineData("\u00ad \ufeff"), InlineData("\u202e\n"), InlineData("\u180e\u115f")]
    public async Task What_nobody_could_see_is_nothing_to_send(string text)
    {
        var host = await TestHost.CreateAsync(server);
        using var alice = (await host.AddPersonAsync()).Program();
        var said = (await alice.PostAsync($"{host.ChatPath}/messages", new { text = "Seen" })).Expect(HttpStatusCode.Created);

        Assert.Contains("nothing to send", (await alice.PostAsync($"{host.ChatPath}/messages", new { text })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field").Text, StringComparison.Ordinal);
        (await alice.PutAsync($"{host.ChatPath}/messages/{said["id"]}", new { text })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        (await host.Company().PutAsync(host.ChatPath, new { name = text })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        (await server.Operator().PostAsync("/api/companies", new { name = text })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
    }

    [Fact]
    public async Task A_message_is_read_edited_and_deleted_by_its_author()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        using var program = alice.Program();
        var path = $"{host.ChatPath}/messages/{(await program.PostAsync($"{host.ChatPath}/messages", new { text = "Frist" }))["id"]}";

        var edited = (await program.PutAsync(path, new { text = "First" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("First", "Alice Adams"), (edited["text"], edited.Json["author"]!["name"]!.ToString()));
        Assert.NotNull(edited["edited_at"]);
        Assert.Equal(edited.Text, (await program.GetAsync(path)).Text);
        (await program.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await program.GetAsync(path)).Refused(HttpStatusCode.NotFound, "deleted");
        await Eventually.TrueAsync(() => bob.Events.Any(chatEvent => chatEvent.Kind == "deleted"), "Bob heard of the deletion");
        Assert.Equal([("edited", "First"), ("deleted", null)], bob.Events.Where(chatEvent => chatEvent.Target == 3).Select(chatEvent => (chatEvent.Kind, chatEvent.Text)));
    }

    [Fact]
    public async Task Somebody_elses_message_is_not_ones_own_but_the_company_may_delete_it()
    {
        var host = await TestHost.CreateAsync(server);
        var path = $"{host.ChatPath}/messages/{(await (await host.AddPersonAsync("Alice")).Program().PostAsync($"{host.ChatPath}/messages", new { text = "Mine" }))["id"]}";
        var bob = (await host.AddPersonAsync("Bob")).Program();

        (await bob.PutAsync(path, new { text = "His" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await bob.DeleteAsync(path)).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await host.Company().PutAsync(path, new { text = "Theirs" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await host.Company().DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Messages_come_in_pages_oldest_first_and_filtered_by_time()
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();
        var posted = new List<Reply>();
        for (var number = 1; number <= 5; number++) posted.Add(await PostInItsOwnMillisecondAsync(number));
        await company.DeleteAsync($"{host.ChatPath}/messages/{posted[1]["id"]}");

        var first = await company.GetAsync($"{host.ChatPath}/messages?per_page=3");

        // Pages are cut by number, so that each is found without counting: a deleted message leaves its place empty.
        Assert.Equal(["Message 1", "Message 3"], Texts(first));
        Assert.Equal(["Message 4", "Message 5"], Texts(await company.GetAsync(first["next_page_url"]!)));
        Assert.Equal(["Message 5"], Texts(await company.GetAsync($"{host.ChatPath}/messages?after={posted[3]["created_at"]}")));
        Assert.Equal(["Message 1"], Texts(await company.GetAsync($"{host.ChatPath}/messages?before={posted[1]["created_at"]}")));

        async Task<Reply> PostInItsOwnMillisecondAsync(int number)
        {
            var before = Timestamp.Write(DateTimeOffset.UtcNow);
            await Eventually.TrueAsync(() => Timestamp.Write(DateTimeOffset.UtcNow) != before, "a millisecond went by");
            return (await company.PostAsync($"{host.ChatPath}/messages", new { text = $"Message {number}" }))
                .Expect(HttpStatusCode.Created);
        }
    }

    [Theory]
    [InlineData("{}", "text")]
    [InlineData("{\"text\":null}", "text")]
    [InlineData("{\"text\":\"  \"}", "text")]
    [InlineData("{\"text\":7}", "text")]
    [InlineData("{\"text\":{\"a\":1}}", "text")]
    [InlineData("{\"text\":\"\\ud800\"}", "text")]
    [InlineData("{\"text\":\"x\",\"client_id\":\"a b\"}", "client_id")]
    [InlineData("{\"text\":\"x\",\"client_id\":\"é\"}", "client_id")]
    [InlineData("{\"text\":\"x\",\"attachments\":[{\"name\":\"a.png\"}]}", "attachments")]
    [InlineData("{\"text\":\"x\",\"attachments\":[null]}", "attachments")]
    [InlineData("{\"text\":\"x\",\"attachments\":[\"../etc/passwd\"]}", "attachments")]
    [InlineData("{\"text\":\"x\",\"attachments\":[\"0123456789abcdef\"]}", "attachments")]
    [InlineData("{\"text\":\"x\",\"attachments\":\"0123456789abcdef\"}", "attachments")]
    [InlineData("{\"attachments\":[]}", "text")]
    [InlineData("[1,2]", "body")]
    [InlineData("\"text\"", "body")]
    // What breaks off is no JSON, whatever field it was about to say.
    [InlineData("{\"text\":", "body")]
    [InlineData("not json", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task What_is_no_message_is_refused_by_the_name_of_its_field(string body, string field)
    {
        var host = await TestHost.CreateAsync(server);

        var refused = (await host.Company().PostAsync($"{host.ChatPath}/messages", body))
            .Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        Assert.Equal(field, refused["field"]);
        Assert.NotEmpty(refused.Json["errors"]![field]!.AsArray());
        Assert.Equal("0", (await host.Company().GetAsync(host.ChatPath))["messages"]);
    }

    [Theory]
    [InlineData("{", 1, 2), InlineData("{\"text\":", 1, 9), InlineData("{\n  \"text\": \"a\",\n  nothing\n}", 3, 3), InlineData("not json", 1, 2)]
    public async Task Broken_json_is_answered_as_no_json_and_where(string body, int line, int at)
    {
        var host = await TestHost.CreateAsync(server);

        var refused = (await host.Company().PostAsync($"{host.ChatPath}/messages", body))
            .Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        Assert.Equal(("body", $"This is no JSON: at line {line}, byte {at} it ends too early or goes wrong. Mend it and send it again."), (refused["field"], refused["detail"]));
    }

    [Theory, InlineData("0"), InlineData("-1"), InlineData("999"), InlineData("abc"), InlineData("1e3"), InlineData("99999999999999999999")]
    public async Task A_message_that_is_not_there_is_not_found(string id)
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();

        (await company.GetAsync($"{host.ChatPath}/messages/{id}")).Refused(HttpStatusCode.NotFound, "not_found");
        (await company.PutAsync($"{host.ChatPath}/messages/{id}", new { text = "x" })).Refused(HttpStatusCode.NotFound, "not_found");
        (await company.DeleteAsync($"{host.ChatPath}/messages/{id}")).Refused(HttpStatusCode.NotFound, "not_found");
    }

    private static IEnumerable<string> Texts(Reply list) => list.Json["data"]!.AsArray().Select(message => message!["text"]!.ToString());
}
