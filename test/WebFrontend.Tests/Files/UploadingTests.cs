using System.Net;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Files;

public sealed class UploadingTests(Server server)
{
    [Theory, InlineData(WireProtocol.Json), InlineData(WireProtocol.MessagePack)]
    public async Task What_one_person_sends_another_hears_of_and_fetches(WireProtocol protocol)
    {
        var host = await TestHost.CreateAsync(server);
        var (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
        await using var hers = await alice.OpenAsync(protocol: protocol);
        await using var his = await bob.OpenAsync(protocol: protocol);
        var content = Sender.Bytes((2 * FileLimits.BlockSize) + 12_345);
        var upload = await alice.Sender().UploadAsync("plans.bin", content, new { voice = true, duration = 1234, waveform = "AQID" });

        var sent = await hers.ShowAsync("The plans", upload["id"]);

        Assert.Null(sent.Refusal);
        await his.HearsAsync("The plans");
        var shown = Assert.Single(his.Events.Single(chatEvent => chatEvent.Text == "The plans").Attachments);
        Assert.Equal((upload["id"], "plans.bin", "application/octet-stream", content.LongLength), (shown.Id, shown.Name, shown.Type, shown.Size));
        var file = (await bob.Program().FetchAsync($"{host.ChatPath}/messages/{sent.Seq}/files/{shown.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(content, file.Bytes);
        var message = (await bob.Program().GetAsync($"{host.ChatPath}/messages/{sent.Seq}")).Expect(HttpStatusCode.OK);
        Assert.Equal(($"{host.ChatPath}/messages/{sent.Seq}/files/{shown.Id}", null),
            (message.Json["attachments"]![0]!["url"]!.ToString(), message.Json["attachments"]![0]!["preview_url"]?.ToString()));
        Assert.All(his.Events.Where(chatEvent => chatEvent.Kind != "message"), chatEvent => Assert.Empty(chatEvent.Attachments));
    }

    [Fact]
    public async Task An_upload_says_what_is_there_and_what_is_to_come()
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var content = Sender.Bytes(FileLimits.BlockSize + 1);

        var begun = (await sender.BeginAsync("plan.bin", content.Length, "c-1")).Expect(HttpStatusCode.Created);
        var id = begun["id"]!;
        Assert.Equal($"{server.Address.GetLeftPart(UriPartial.Authority)}{sender.Uploads}/{id}", begun.Headers["Location"]);
        Assert.Equal(("4194304", "2", "[]", null), (begun["block_size"], begun["blocks"], begun.Json["staged"]!.ToJsonString(), begun["attachment"]));
        Assert.Equal(DateTimeOffset.Parse(begun["started_at"]!).AddDays(1), DateTimeOffset.Parse(begun["expires_at"]!));
        await sender.PutAllAsync(id, content, 1, 0, 1);

        Assert.Equal(id, (await sender.BeginAsync("plan.bin", content.Length, "c-1"))["id"]);
        var staged = (await sender.GetAsync(id)).Expect(HttpStatusCode.OK).Json["staged"]!.AsArray();
        Assert.Equal(
            [("0", Sender.Digest(Sender.Block(content, 0).Span)), ("1", Sender.Digest(Sender.Block(content, 1).Span))],
            staged.Select(block => (block!["index"]!.ToString(), block["digest"]!.ToString())));
        var completed = (await sender.CompleteAsync(id, content)).Expect(HttpStatusCode.OK);
        Assert.Equal(("[]", "plan.bin"), (completed.Json["staged"]!.ToJsonString(), completed.Json["attachment"]!["name"]!.ToString()));
        Assert.Equal(completed.Text, (await sender.GetAsync(id)).Text);
    }

    [Fact]
    public async Task An_empty_file_has_no_blocks()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        var url = await alice.Sender().SentAsync("empty.txt", []);

        Assert.Empty((await alice.Program().FetchAsync(url)).Expect(HttpStatusCode.OK).Bytes);
    }

    [Fact]
    public async Task Several_files_come_in_the_order_in_which_they_are_named()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await using var line = await alice.OpenAsync();
        var ids = new List<string?>();
        foreach (var number in Enumerable.Range(0, 3)) ids.Add((await alice.Sender().UploadAsync($"{number}.bin", Sender.Bytes(10, number)))["id"]);
        ids.Reverse();

        await line.ShowAsync("", [.. ids]);

        await Eventually.TrueAsync(() => line.Events.Any(chatEvent => chatEvent.Kind == "message"), "the message came");
        var message = line.Events.Single(chatEvent => chatEvent.Kind == "message");
        Assert.Equal("", message.Text);
        Assert.Equal(ids, message.Attachments.Select(file => file.Id));
    }

    [Fact]
    public async Task A_file_that_lacks_blocks_or_is_another_is_not_finished()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await using var line = await alice.OpenAsync();
        var sender = alice.Sender();
        var content = Sender.Bytes((2 * FileLimits.BlockSize) + 5);
        var id = await sender.BegunAsync("a.bin", content.Length);
        await sender.PutAllAsync(id, content, 1);

        Assert.Equal("[0,2]", (await sender.CompleteAsync(id, content)).Refused(HttpStatusCode.Conflict, "upload_incomplete").Json["missing"]!.ToJsonString());
        Assert.Equal("attachments", (await sender.Browser.PostAsync($"{host.ChatPath}/messages", new { attachments = new[] { id } })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
        Assert.Equal("invalid_field", (await line.ShowAsync("", id)).Refusal!.Reason);
        await sender.PutAllAsync(id, content, 0, 2);
        Assert.Equal("digest", (await sender.CompleteAsync(id, Sender.Bytes(content.Length, seed: 9))).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
        foreach (var digest in new object?[] { null, "", "sha-256=:AAAA:", 7, "md5=:AAAA:" })
            Assert.Equal("digest", (await sender.Browser.PostAsync($"{sender.Uploads}/{id}/complete", new { digest })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);

        (await sender.CompleteAsync(id, content)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("waveform", "not base64"), InlineData("waveform", 5), InlineData("voice", "yes"), InlineData("width", 1.5), InlineData("height", 3e9), InlineData("duration", "long")]
    public async Task A_hint_that_can_not_be_read_is_refused_by_name(string field, object value)
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var id = await sender.BegunAsync("a.bin", 0);

        var refused = await sender.Browser.PostAsync($"{sender.Uploads}/{id}/complete", new Dictionary<string, object> { ["digest"] = Sender.Digest([]), [field] = value });

        Assert.Equal(field, refused.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    [Fact]
    public async Task A_hint_that_can_not_be_true_is_passed_over()
    {
        var host = await TestHost.CreateAsync(server);

        var upload = await (await host.AddPersonAsync()).Sender()
            .UploadAsync("a.bin", Sender.Bytes(10), new { width = 0, height = -1, duration = long.MaxValue });

        var attachment = upload.Json["attachment"]!;
        Assert.Equal((null, null, null), (attachment["width"], attachment["height"], attachment["duration"]));
    }

    [Fact]
    public async Task Finishing_many_times_at_once_is_finishing_once()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sender = alice.Sender();
        var content = Sender.Bytes(FileLimits.BlockSize + 77);
        var id = await sender.BegunAsync("a.bin", content.Length);
        await sender.PutAllAsync(id, content, 0, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sender.CompleteAsync(id, content)));

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        (await sender.PutAsync(id, 0, Sender.Block(content, 0))).Refused(HttpStatusCode.Conflict, "already_exists");
        var sent = await sender.Browser.PostAsync($"{host.ChatPath}/messages", new { attachments = new[] { id } });
        Assert.Equal(content, (await sender.Browser.FetchAsync(sent.Json["attachments"]![0]!["url"]!.ToString())).Bytes);
        (await sender.GetAsync(id)).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_file_is_in_one_message_only_and_only_its_authors_own()
    {
        var host = await TestHost.CreateAsync(server);
        var (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
        var id = (await alice.Sender().UploadAsync("a.bin", Sender.Bytes(10)))["id"]!;

        (await bob.Sender().GetAsync(id)).Refused(HttpStatusCode.NotFound, "not_found");
        (await host.Company().GetAsync($"{host.ChatPath}/uploads/{id}")).Refused(HttpStatusCode.NotFound, "not_found");
        await MustBeRefusedAsync(bob, id);
        await MustBeRefusedAsync(alice, id, id);
        (await alice.Program().PostAsync($"{host.ChatPath}/messages", new { attachments = new[] { id } })).Expect(HttpStatusCode.Created);
        await MustBeRefusedAsync(alice, id);

        async Task MustBeRefusedAsync(Person by, params string[] attachments)
        {
            var refused = (await by.Program().PostAsync($"{host.ChatPath}/messages", new { text = "x", attachments }))
                .Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
            Assert.Equal("attachments", refused["field"]);
        }
    }

    [Fact]
    public async Task The_same_message_sent_again_is_one_message()
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var attachments = new[] { (await sender.UploadAsync("a.bin", Sender.Bytes(10)))["id"] };

        var first = (await sender.Browser.PostAsync($"{host.ChatPath}/messages", new { attachments, client_id = "m-1" }))
            .Expect(HttpStatusCode.Created);
        var again = (await sender.Browser.PostAsync($"{host.ChatPath}/messages", new { attachments, client_id = "m-1" }))
            .Expect(HttpStatusCode.OK);

        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task The_text_of_a_message_with_files_may_go_and_the_files_stay()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sent = await alice.Sender().SendAsync("a.bin", Sender.Bytes(10), text: "Look");
        var path = $"{host.ChatPath}/messages/{sent["id"]}";

        var edited = (await alice.Program().PutAsync(path, new { text = "" })).Expect(HttpStatusCode.OK);

        Assert.Equal(("", 1), (edited["text"], edited.Json["attachments"]!.AsArray().Count));
        var chats = await DeviceChatsAsync(host, alice);
        Assert.Equal(("", "a.bin"), (chats["last_message"]!["text"]!.ToString(), chats["last_message"]!["attachments"]![0]!["name"]!.ToString()));
    }

    [Fact]
    public async Task Files_and_links_are_collected()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await using var line = await alice.OpenAsync();
        var first = long.Parse((await alice.Sender().SendAsync("a.bin", Sender.Bytes(10)))["id"]!);
        await line.SendAsync("Just words");
        var link = (await line.SendAsync("See https://example.com/plan")).Seq;
        var second = long.Parse((await alice.Sender().SendAsync("b.bin", Sender.Bytes(10), "Twice: http://example.com"))["id"]!);

        Assert.Equal([first, second], (await line.CollectAsync("files")).Events!.Select(chatEvent => chatEvent.Seq));
        Assert.Equal([link!.Value, second], (await line.CollectAsync("links")).Events!.Select(chatEvent => chatEvent.Seq));
        var newest = await line.CollectAsync("files", count: 1);
        Assert.Equal((second, true), (newest.Events!.Single().Seq, newest.HasMore));
        var older = await line.CollectAsync("files", before: second, count: 1);
        Assert.Equal((first, false), (older.Events!.Single().Seq, older.HasMore));
        foreach (var (what, before, count, field) in new (string?, long?, int?, string)[] { ("people", null, null, "collect"), (null, null, null, "collect"), ("files", 0, null, "number"), ("files", null, 201, "events") })
            Assert.Contains(field, (await line.CollectAsync(what, before, count)).Refusal!.Message, StringComparison.Ordinal);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> DeviceChatsAsync(TestHost host, Person person)
    {
        using var browser = host.Server.NewBrowser();
        browser.Cookies.Add(new Cookie($"cn-{host.ChatId}", person.Token, "/", host.Server.Address.Host));
        return (await browser.GetAsync("/api/device/chats")).Json["data"]![0]!;
    }
}
