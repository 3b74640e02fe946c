using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Files;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Tests.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Files;

public sealed class UploadsTests
{
    private readonly TestTimeline _chat = new();
    private readonly Caller _alice;
    private readonly Caller _bob;

    public UploadsTests() => (_alice, _bob) = (_chat.Join("Alice"), _chat.Join("Bob"));

    [Fact]
    public void A_message_takes_its_uploads_in_the_one_commit_that_sends_it()
    {
        var (one, two) = (_chat.Upload(_alice, 100), _chat.Upload(_alice, 200));

        var sent = _chat.Send(_alice, "", null, two, one).Value!;

        var message = _chat.Events[(int)sent.Seq - 1];
        Assert.Equal([two, one], message.Attachments.Select(attachment => attachment.Id));
        Assert.Equal("", message.Text);
        Assert.Empty(_chat.FileRows);
        Assert.Equal(300, _chat.State.FileBytes);
    }

    [Fact]
    public void A_refused_message_takes_nothing()
    {
        var upload = _chat.Upload(_alice);

        Assert.Equal("attachments", _chat.Send(_alice, "look", null, upload, "nowhere000000000").Refusal!.Field);

        Assert.Equal([upload], _chat.State.Files.Uploads.Keys);
        Assert.False(_chat.Send(_alice, "look", null, upload).IsRefused);
    }

    [Fact]
    public void Only_ones_own_complete_unexpired_uploads_can_be_sent()
    {
        var bobs = _chat.Upload(_bob);
        var incomplete = _chat.Begin(_alice).Value!.Id;
        var sent = _chat.Upload(_alice);
        _chat.Send(_alice, "", null, sent);
        var cancelled = _chat.Upload(_alice);
        _chat.Cancel(_alice, cancelled);
        var expired = _chat.Upload(_alice);

        Assert.All(new[] { bobs, incomplete, sent, cancelled }, Refused);
        _chat.Now += FileLimits.UploadLifetime;
        Refused(expired);

        void Refused(string id) => Assert.Equal((Reason.InvalidField, "attachments"), _chat.Send(_alice, "look", null, id).Refusal is { } refusal ? (refusal.Reason, refusal.Field) : default);
    }

    [Fact]
    public void At_most_20_files_and_none_of_them_twice()
    {
        var ids = Enumerable.Range(0, 21).Select(n => $"{n}").ToImmutableArray();

        Assert.Null(Uploads.CheckAttachments(ids[..20]));
        Assert.Contains("21", Uploads.CheckAttachments(ids)!.Detail, StringComparison.Ordinal);
        Assert.Equal("attachments", Uploads.CheckAttachments(["a", "b", "a"])!.Field);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_message_again_is_answered_with_the_first_though_its_uploads_are_gone(bool longAgo)
    {
        var upload = _chat.Upload(_alice);
        var first = _chat.Send(_alice, "look", "id-1", upload).Value!;
        _chat.IsForgetful = longAgo;

        var again = _chat.Send(_alice, "look", "id-1", upload).Value!;

        Assert.Equal((first.Seq, true), (again.Seq, again.Duplicate));
        Assert.Single(_chat.Kinds, EventKind.Message);
    }

    [Fact]
    public void Deleting_a_message_dooms_its_files_and_gives_back_their_bytes()
    {
        var upload = _chat.Upload(_alice, 100);
        var sent = _chat.Send(_alice, "look", null, upload).Value!;
        _chat.Now += TimeSpan.FromHours(1);

        _chat.Delete(_alice, sent.Seq);

        var pending = Assert.Single(_chat.State.Files.PendingDeletions.Values);
        Assert.Equal(upload, pending.Id);
        Assert.True(pending.Until <= _chat.Now, "Nothing is on its way for a file that was complete an hour ago.");
        Assert.Empty(_chat.Events[(int)sent.Seq - 1].Attachments);
        Assert.Equal(0, _chat.State.FileBytes);
    }

    [Fact]
    public void A_message_with_files_may_lose_its_text_and_one_without_may_not()
    {
        var with = _chat.Send(_alice, "look", null, _chat.Upload(_alice)).Value!;
        var without = _chat.Send(_alice, "hello").Value!;

        Assert.Equal("", _chat.Edit(_alice, with.Seq, "").Value!.Text);
        Assert.Equal("text", _chat.Edit(_alice, without.Seq, "").Refusal!.Field);
        Assert.Single(_chat.Events[(int)with.Seq - 1].Attachments);
    }

    [Theory]
    [InlineData("", 0, true)]
    [InlineData(" \n", 0, true)]
    [InlineData("", 1, false)]
    [InlineData(" \n", 1, false)]
    [InlineData("text", 0, false)]
    public void Nothing_at_all_is_no_message(string text, int files, bool refused) =>
        Assert.Equal(refused, MessageRules.CheckMessage(text, [.. Enumerable.Repeat("x", files)]).IsRefused);

    [Fact]
    public void The_same_client_id_begins_one_upload()
    {
        var first = _chat.Begin(_alice, clientId: "id-1").Value!;

        Assert.Equal(first.Id, _chat.Begin(_alice, clientId: "id-1").Value!.Id);
        Assert.NotEqual(first.Id, _chat.Begin(_bob, clientId: "id-1").Value!.Id);
        Assert.Equal(2_000, _chat.State.FileBytes);
    }

    [Fact]
    public void A_file_larger_than_the_plan_allows_is_refused_with_its_limit()
    {
        Assert.False(_chat.Begin(_alice, 1_000_000).IsRefused);
        var refusal = _chat.Begin(_alice, 1_000_001).Refusal!;
        Assert.Equal((Reason.FileTooLarge, 1_000_000L, "Northwind"), (refusal.Reason, refusal.LimitBytes!.Value, refusal.Company));
        _chat.Terms = _chat.Terms with { FileBytes = long.MaxValue };
        Assert.Equal(FileLimits.FileSize, _chat.Begin(_alice, long.MaxValue).Refusal!.LimitBytes);
    }

    [Fact]
    public void Fifty_uploads_at_once_are_enough_for_anybody()
    {
        for (var n = 0; n < FileLimits.UploadsPerParticipant; n++) _chat.Begin(_alice);

        var refusal = _chat.Begin(_alice).Refusal!;

        Assert.Equal((Reason.TooManyUploads, FileLimits.UploadsPerParticipant), (refusal.Reason, refusal.Limit!.Value));
        Assert.False(_chat.Begin(_bob).IsRefused);
        _chat.Cancel(_alice, _chat.State.Files.Uploads.Values.First(upload => upload.By == _alice.ParticipantId).Id);
        Assert.False(_chat.Begin(_alice).IsRefused);
    }

    [Fact]
    public void Beginning_and_cancelling_in_a_loop_ends_at_some_point()
    {
        for (var n = 0; n < Uploads.UnattachedFilesPerParticipant; n++) _chat.Cancel(_alice, _chat.Begin(_alice).Value!.Id);

        Assert.Equal(Reason.TooManyUploads, _chat.Begin(_alice).Refusal!.Reason);
    }

    [Fact]
    public void An_upload_is_complete_once_and_for_good()
    {
        var upload = _chat.Begin(_alice, 1_000, name: "../../photo.jpg").Value!;

        var first = _chat.Complete(_alice, upload.Id, 900).Value!;
        var again = _chat.Complete(_alice, upload.Id, 800).Value!;

        Assert.Equal((upload.Id, "photo.jpg", 900), (first.Attachment!.Id, first.Attachment.Name, first.Attachment.Size));
        Assert.Equal(900, again.Attachment!.Size);
        Assert.Equal(900, _chat.State.FileBytes);
    }

    [Fact]
    public void No_file_may_be_larger_than_what_was_reserved_for_it()
    {
        var upload = _chat.Begin(_alice, 1_000).Value!;

        Assert.Equal(Reason.InvalidField, _chat.Complete(_alice, upload.Id, 1_001).Refusal!.Reason);
        Assert.Equal(Reason.InvalidField, _chat.Complete(_alice, upload.Id, -1).Refusal!.Reason);
        Assert.Equal("size", Uploads.Check(new NewUpload("id", "name", -1))!.Field);
        Assert.Equal("client_id", Uploads.Check(new NewUpload("", "name", 1))!.Field);
    }

    [Fact]
    public void Nobody_sees_or_ends_somebody_elses_upload()
    {
        var upload = _chat.Begin(_alice).Value!;

        Assert.Equal(Reason.NotFound, Uploads.Find(_chat.State, _bob, upload.Id, _chat.Now).Refusal!.Reason);
        Assert.Equal(Reason.NotFound, Uploads.Find(_chat.State, TestTimeline.Company, upload.Id, _chat.Now).Refusal!.Reason);
        Assert.Equal(Reason.NotFound, _chat.Complete(_bob, upload.Id).Refusal!.Reason);
        _chat.Cancel(_bob, upload.Id);
        Assert.False(Uploads.Find(_chat.State, _alice, upload.Id, _chat.Now).IsRefused);
        _chat.Leave(_alice);
        Assert.Equal(Reason.NotInChat, Uploads.Find(_chat.State, _alice, upload.Id, _chat.Now).Refusal!.Reason);
    }

    [Fact]
    public void An_upload_ends_after_a_day_and_its_bytes_with_it()
    {
        var upload = _chat.Begin(_alice).Value!;
        _chat.Now += FileLimits.UploadLifetime - TimeSpan.FromMilliseconds(1);
        _chat.Expire();
        Assert.False(Uploads.Find(_chat.State, _alice, upload.Id, _chat.Now).IsRefused);

        _chat.Now += TimeSpan.FromMilliseconds(1);

        Assert.Equal(Reason.NotFound, Uploads.Find(_chat.State, _alice, upload.Id, _chat.Now).Refusal!.Reason);
        _chat.Expire();
        Assert.Equal(upload.Id, Assert.Single(_chat.State.Files.PendingDeletions.Keys));
        Assert.Equal(0, _chat.State.FileBytes);
    }

    [Fact]
    public void What_was_cancelled_is_watched_until_no_block_can_arrive_any_more()
    {
        var upload = _chat.Begin(_alice).Value!;

        _chat.Cancel(_alice, upload.Id);

        Assert.True(_chat.State.Files.PendingDeletions[upload.Id].Until > _chat.Now + FileLimits.BlockTime);
    }

    [Fact]
    public void A_closed_chat_takes_no_files_but_lets_go_of_them()
    {
        var upload = _chat.Begin(_alice).Value!;
        _chat.Change(new ChatChange { Closed = true });

        Assert.Equal(Reason.ChatClosed, _chat.Begin(_alice).Refusal!.Reason);
        Assert.Equal(Reason.ChatClosed, _chat.Complete(_alice, upload.Id).Refusal!.Reason);
        Assert.False(_chat.Cancel(_alice, upload.Id).IsRefused);
        Assert.Empty(_chat.State.Files.Uploads);
    }

    [Fact]
    public void No_operation_writes_more_rows_than_it_says_and_any_fits_into_50()
    {
        var ids = Enumerable.Range(0, FileLimits.AttachmentsPerMessage).Select(_ => _chat.Upload(_alice)).ToImmutableArray();

        var sent = _chat.Send(_alice, "see https://example.com", null, ids).Value!;
        Assert.Equal(MessageRules.RowsOfSend(ids), _chat.Rows);
        var rowsOfDelete = MessageRules.RowsOfDelete(_chat.Events[(int)sent.Seq - 1]);
        _chat.Edit(_alice, sent.Seq, "see");
        _chat.Edit(_alice, sent.Seq, "seen");
        Assert.Equal(7, _chat.Rows);
        _chat.Delete(_alice, sent.Seq);
        Assert.Equal(rowsOfDelete, _chat.Rows);
        Assert.InRange(rowsOfDelete, 1, 50);
        Assert.InRange(MessageRules.RowsOfSend(ids), 1, 50);
    }

    [Fact]
    public void Sent_and_deleted_in_one_commit_leaves_the_doomed_rows()
    {
        var upload = _chat.Upload(_alice);

        _chat.Decide(async draft =>
        {
            var sent = await MessageRules.Send(draft, _alice, "id-1", "look", [upload]);
            return await MessageRules.Delete(draft, _alice, sent.Value!.Seq);
        });

        Assert.Equal([upload], _chat.State.Files.PendingDeletions.Keys);
        Assert.Equal([upload], _chat.FileRows.Select(row => row.Id));
        Assert.Equal(0, _chat.State.FileBytes);
    }
}
