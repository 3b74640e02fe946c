using System.Net;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Files;

/// <summary>How much a plan keeps, and that what goes makes room. The plan <c>tight</c>: 3 MB a file, 5 MB in all.</summary>
public sealed class RoomTests(Server server)
{
    private const int Megabyte = 1_000_000;

    [Fact]
    public async Task A_file_larger_than_the_plan_allows_is_refused_before_a_byte_is_sent()
    {
        var host = await TestHost.CreateAsync(server, plan: "tight");
        var sender = (await host.AddPersonAsync()).Sender();

        var refused = (await sender.BeginAsync("large.bin", (3 * Megabyte) + 1))
            .Refused(HttpStatusCode.RequestEntityTooLarge, "file_too_large");

        Assert.Equal("3000000", refused["limit_bytes"]);
        Assert.Contains("Northwind's plan allows 3 MB", refused.Detail, StringComparison.Ordinal);
        (await sender.BeginAsync("large.bin", long.MaxValue)).Refused(HttpStatusCode.RequestEntityTooLarge, "file_too_large");
        (await sender.BeginAsync("large.bin", 3 * Megabyte)).Expect(HttpStatusCode.Created);
    }

    [Theory, InlineData("{\"name\":\"a\"}"), InlineData("{\"name\":\"a\",\"size\":-1}"), InlineData("{\"name\":\"a\",\"size\":1.5}"), InlineData("{\"name\":\"a\",\"size\":\"1\"}"), InlineData("{\"name\":\"a\",\"size\":1e40}")]
    public async Task A_size_that_makes_no_sense_is_refused(string body)
    {
        var host = await TestHost.CreateAsync(server);

        Assert.Equal("size", (await host.Company().PostAsync($"{host.ChatPath}/uploads", body)).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    [Fact]
    public async Task When_the_storage_is_full_a_sentence_says_so_and_what_goes_makes_room()
    {
        var host = await TestHost.CreateAsync(server, plan: "tight");
        var sender = (await host.AddPersonAsync()).Sender();
        var sent = await sender.SendAsync("first.bin", Sender.Bytes(3 * Megabyte));
        var waiting = await sender.BegunAsync("second.bin", 2 * Megabyte);

        var refused = (await sender.BeginAsync("third.bin", 1)).Refused(HttpStatusCode.Conflict, "storage_full");
        Assert.Equal("5000000", refused["limit_bytes"]);
        Assert.Contains("keeps 5 MB in all", refused.Detail, StringComparison.Ordinal);

        (await sender.CancelAsync(waiting)).Expect(HttpStatusCode.NoContent);
        await HasRoomAsync(2 * Megabyte);
        (await sender.Browser.DeleteAsync($"{host.ChatPath}/messages/{sent["id"]}")).Expect(HttpStatusCode.NoContent);
        await HasRoomAsync(3 * Megabyte);

        Task HasRoomAsync(long size) => Eventually.TrueAsync(async () =>
        {
            var begun = await sender.BeginAsync("next.bin", size);
            return begun.Status == HttpStatusCode.Created;
        }, $"{size} bytes had room");
    }

    [Fact]
    public async Task A_participant_has_a_bounded_number_of_uploads()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        var sender = alice.Sender();
        for (var number = 0; number < FileLimits.UploadsPerParticipant; number++) await sender.BegunAsync($"{number}.bin", 1);

        var refused = (await sender.BeginAsync("one-more.bin", 1)).Refused(HttpStatusCode.TooManyRequests, "too_many_uploads");

        Assert.Contains("50", refused.Detail, StringComparison.Ordinal);
        (await (await host.AddPersonAsync("Bob")).Sender().BeginAsync("his.bin", 1)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_deleted_messages_files_are_gone_for_everybody_and_from_the_disk()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sent = await alice.Sender().SendAsync("a.bin", Sender.Bytes(FileLimits.BlockSize + 1));
        var (url, id) = (sent.Json["attachments"]![0]!["url"]!.ToString(), sent.Json["attachments"]![0]!["id"]!.ToString());
        Assert.True(Directory.Exists(Path.Combine(server.FilesOf(host.ChatId), id)));

        (await host.Company().DeleteAsync($"{host.ChatPath}/messages/{sent["id"]}")).Expect(HttpStatusCode.NoContent);

        (await alice.Program().GetAsync(url)).Refused(HttpStatusCode.NotFound, "deleted");
        await Eventually.TrueAsync(() => !Directory.Exists(Path.Combine(server.FilesOf(host.ChatId), id)), "the bytes were gone");
        await using var line = await alice.OpenAsync();
        Assert.Empty((await line.CollectAsync("files")).Events!);
    }

    [Fact]
    public async Task An_erased_chats_files_are_gone_from_the_disk()
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var url = await sender.SentAsync("a.bin", Sender.Bytes(100));
        await sender.PutAllAsync(await sender.BegunAsync("b.bin", 10), Sender.Bytes(10), 0);

        (await host.Company().DeleteAsync(host.ChatPath)).Expect(HttpStatusCode.NoContent);

        await Eventually.TrueAsync(() => !Directory.Exists(server.FilesOf(host.ChatId)), "the bytes were gone");
        (await sender.Browser.GetAsync(url)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await host.Company().GetAsync(url)).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Ending_an_upload_stops_the_block_that_is_under_way_and_leaves_nothing()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sender = alice.Sender();
        var content = Sender.Bytes(2 * FileLimits.BlockSize);
        var id = await sender.BegunAsync("a.bin", content.Length);
        await sender.PutAllAsync(id, content, 1);
        using var slow = new HeldContent(Sender.Block(content, 0));

        var sending = sender.PutAsync(id, "0", slow, Sender.Digest(Sender.Block(content, 0).Span));
        await slow.IsHalfSent;
        (await alice.Sender().CancelAsync(id)).Expect(HttpStatusCode.NoContent);
        slow.Go();

        (await sending).Refused(HttpStatusCode.NotFound, "not_found");
        (await sender.PutAsync(id, 0, Sender.Block(content, 0))).Refused(HttpStatusCode.NotFound, "not_found");
        (await sender.CompleteAsync(id, content)).Refused(HttpStatusCode.NotFound, "not_found");
        (await sender.CancelAsync(id)).Expect(HttpStatusCode.NoContent);
        await Eventually.TrueAsync(() => !Directory.Exists(Path.Combine(server.FilesOf(host.ChatId), id)), "the bytes were gone");
    }
}
