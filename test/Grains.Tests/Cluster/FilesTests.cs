using ConnectNow.Chats;
using ConnectNow.Files;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Files of a chat, on a real silo, real SQLite and a real folder.</summary>
public sealed class FilesTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task Both_interfaces_speak_to_one_activation()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");

        Assert.Equal(_service.Chat(chatId).GetGrainId(), _service.FilesOf(chatId).GetGrainId());
        var begun = await _service.FilesOf(chatId).BeginUpload(alice, new NewUpload("u-1", "a.txt", 3));
        await _service.Chat(chatId).Leave(alice, alice.ParticipantId!);
        // Had the other interface an activation of its own, this one would not know that she left, or its commit would be fenced.
        Assert.Equal(Reason.NotInChat, (await _service.FilesOf(chatId).FindUpload(alice, begun.Value!.Id)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_file_is_uploaded_sent_fetched_collected_and_deleted()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var files = _service.FilesOf(chatId);
        var upload = await _service.Upload(chatId, alice, "grüße/..\\photo.jpg", 1_000);

        var sent = (await _service.Chat(chatId).Send(alice, "m-1", "", [upload.Id])).Value!;

        Assert.Equal("photo.jpg", upload.Name);
        var message = (await _service.Chat(chatId).Message(alice, sent.Seq)).Value!;
        Assert.Equal([upload.Id], message.Attachments.Select(attachment => attachment.Id));
        Assert.Equal("photo.jpg", (await files.File(alice, sent.Seq, upload.Id)).Value!.Name);
        Assert.Equal(Reason.NotFound, (await files.File(alice, sent.Seq, Secrets.NewId())).Refusal!.Reason);
        Assert.Equal(Reason.NotFound, (await files.FindUpload(alice, upload.Id)).Refusal!.Reason);
        Assert.Equal([sent.Seq], (await files.Collection(alice, Collected.Files, long.MaxValue, 10)).Value!.Events.Select(chatEvent => chatEvent.Seq));
        Assert.Equal(1_000, await _service.Used(companyId));

        Assert.False((await _service.Chat(chatId).Delete(alice, sent.Seq)).IsRefused);

        Assert.Equal(Reason.Deleted, (await files.File(alice, sent.Seq, upload.Id)).Refusal!.Reason);
        Assert.Empty((await files.Collection(alice, Collected.Files, long.MaxValue, 10)).Value!.Events);
        await Eventually.TrueAsync(async () => !await _service.HasBytes(chatId, upload.Id) && await _service.Used(companyId) == 0, "the file's bytes are gone, and do not count");
    }

    [Fact]
    public async Task A_message_is_sent_without_a_word_about_files()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");

        Assert.False((await _service.Chat(chatId).Send(alice, "m-1", "hello")).IsRefused);
        Assert.False((await _service.Chat(chatId).Send(alice, "m-2", "hello", default)).IsRefused);
        Assert.False((await _service.Chat(chatId).Send(alice, "m-3", "hello", [])).IsRefused);
        Assert.Equal("text", (await _service.Chat(chatId).Send(alice, "m-4", "", default)).Refusal!.Field);
    }

    [Fact]
    public async Task A_stranger_and_whoever_left_get_nothing()
    {
        var (_, chatId) = await _service.NewChat();
        var (_, otherId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var bob = await _service.Join(chatId, "Bob");
        var stranger = await _service.Join(otherId, "Stranger");
        var upload = await _service.Upload(chatId, alice, "a.txt", 10);
        var sent = (await _service.Chat(chatId).Send(alice, "m-1", "", [upload.Id])).Value!;
        var files = _service.FilesOf(chatId);

        Assert.False((await files.File(bob, sent.Seq, upload.Id)).IsRefused);
        await _service.Chat(chatId).Leave(bob, bob.ParticipantId!);

        foreach (var nobody in new[] { bob, stranger })
        {
            Assert.Equal(Reason.NotInChat, (await files.File(nobody, sent.Seq, upload.Id)).Refusal!.Reason);
            Assert.Equal(Reason.NotInChat, (await files.Collection(nobody, Collected.Files, 100, 10)).Refusal!.Reason);
            Assert.Equal(Reason.NotInChat, (await files.BeginUpload(nobody, new NewUpload("u", "a", 1))).Refusal!.Reason);
        }

        Assert.Equal(Reason.NotFound, (await files.File(Caller.Company(Secrets.NewId()), sent.Seq, upload.Id)).Refusal!.Reason);
    }

    [Fact]
    public async Task The_same_message_with_files_again_is_one_even_long_after()
    {
        var (_, chatId) = await _service.NewChat("large");
        var alice = await _service.Join(chatId, "Alice");
        var upload = await _service.Upload(chatId, alice, "a.txt", 10);
        var chat = _service.Chat(chatId);
        var first = (await chat.Send(alice, "m-1", "", [upload.Id])).Value!;
        for (var n = 0; n < 600; n += 100) await Task.WhenAll(Enumerable.Range(n, 100).Select(i => chat.Send(alice, $"id-{i}", "filler")));

        var again = (await chat.Send(alice, "m-1", "", [upload.Id])).Value!;

        Assert.Equal((first.Seq, first.At, true), (again.Seq, again.At, again.Duplicate));
    }

    [Fact]
    public async Task Of_two_messages_that_race_for_one_upload_one_has_it()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var upload = await _service.Upload(chatId, alice, "a.txt", 10);

        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => _service.Chat(chatId).Send(alice, $"m-{n}", "", [upload.Id])));

        Assert.Single(sent, answer => !answer.IsRefused);
        Assert.Single((await _service.Everything(chatId)).SelectMany(chatEvent => chatEvent.Attachments));
    }

    [Fact]
    public async Task Collections_are_pages_of_what_their_messages_hold_now()
    {
        var (_, chatId) = await _service.NewChat("large");
        var alice = await _service.Join(chatId, "Alice");
        var chat = _service.Chat(chatId);
        var files = _service.FilesOf(chatId);
        var linked = new List<long>();
        for (var n = 0; n < 7; n++)
        {
            linked.Add((await chat.Send(alice, $"l-{n}", $"see https://example.com/{n}.")).Value!.Seq);
            await chat.Send(alice, $"t-{n}", "no link here");
        }

        await chat.Edit(alice, linked[2], "no more");
        await chat.Delete(alice, linked[4]);
        var late = (await chat.Send(alice, "late", "nothing yet")).Value!.Seq;
        await chat.Edit(alice, late, "www.example.com");

        var newest = (await files.Collection(alice, Collected.Links, long.MaxValue, 4)).Value!;
        var older = (await files.Collection(alice, Collected.Links, newest.Events[0].Seq, 4)).Value!;

        Assert.Equal([linked[3], linked[5], linked[6], late], newest.Events.Select(chatEvent => chatEvent.Seq));
        Assert.True(newest.HasMore);
        Assert.Equal([linked[0], linked[1]], older.Events.Select(chatEvent => chatEvent.Seq));
        Assert.False(older.HasMore);
        Assert.Equal(Reason.InvalidField, (await files.Collection(alice, Collected.None, 1, 1)).Refusal!.Reason);
        Assert.Equal(Reason.InvalidField, (await files.Collection(alice, Collected.Files | Collected.Links, 1, 1)).Refusal!.Reason);
    }

    [Fact]
    public async Task Uploads_and_files_outlive_the_activation()
    {
        var (companyId, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var sent = await _service.Upload(chatId, alice, "sent.txt", 10);
        await _service.Chat(chatId).Send(alice, "m-1", "", [sent.Id]);
        var waiting = await _service.Upload(chatId, alice, "waiting.txt", 20);
        await using var twin = await _service.StartTwin();

        Assert.Equal(waiting.Id, (await twin.FilesOf(chatId).BeginUpload(alice, new NewUpload(waiting.ClientId, "other", 5))).Value!.Id);
        Assert.Equal("waiting.txt", (await twin.FilesOf(chatId).FindUpload(alice, waiting.Id)).Value!.Attachment!.Name);
        Assert.Equal("sent.txt", (await twin.FilesOf(chatId).File(alice, 2, sent.Id)).Value!.Name);
        Assert.Equal(30, await twin.Used(companyId));
    }
}
