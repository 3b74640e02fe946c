using System.Net;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Files;

public sealed class ResumingTests
{
    [Fact]
    public async Task An_upload_goes_on_after_the_server_was_killed_between_blocks_and_in_the_middle_of_one()
    {
        using var directory = new TemporaryDirectory();
        var content = Sender.Bytes((4 * FileLimits.BlockSize) + 99);
        var first = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        var firstRun = await first.FirstRunAsync();
        string id;
        await using (first)
        {
            var sender = SenderTo(first, firstRun.ChatId, firstRun.ApiToken);
            id = await sender.BegunAsync("large.bin", content.Length, "c-1");
            await sender.PutAllAsync(id, content, 0, 3);
            using var held = new HeldContent(Sender.Block(content, 1));
            var cut = sender.PutAsync(id, "1", held, Sender.Digest(Sender.Block(content, 1).Span));
            await held.IsHalfSent;
            await first.KillAsync();
            held.Go();
            await Assert.ThrowsAnyAsync<Exception>(() => cut);
        }

        await using var second = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        var resumed = SenderTo(second, firstRun.ChatId, firstRun.ApiToken);
        Assert.Equal(id, (await resumed.BeginAsync("large.bin", content.Length, "c-1"))["id"]);
        Assert.Equal(["0", "3"], (await resumed.GetAsync(id)).Json["staged"]!.AsArray().Select(block => block!["index"]!.ToString()));
        await resumed.PutAllAsync(id, content, 1, 2, 4);
        (await resumed.CompleteAsync(id, content)).Expect(HttpStatusCode.OK);
        await second.KillAsync();

        await using var third = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        var last = SenderTo(third, firstRun.ChatId, firstRun.ApiToken);
        (await last.CompleteAsync(id, content)).Expect(HttpStatusCode.OK);
        var sent = (await last.Browser.PostAsync($"/api/chats/{firstRun.ChatId}/messages", new { attachments = new[] { id } }))
            .Expect(HttpStatusCode.Created);
        Assert.Equal(content, (await last.Browser.FetchAsync(sent.Json["attachments"]![0]!["url"]!.ToString())).Bytes);
    }

    private static Sender SenderTo(ServerProcess server, string chatId, string token) =>
        new(new Browser(server.Address, token), $"/api/chats/{chatId}");
}
