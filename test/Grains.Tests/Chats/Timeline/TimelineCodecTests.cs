using System.Text;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Timeline;

/// <summary>What is stored stays readable: golden files hold each version, and never change.</summary>
public sealed class TimelineCodecTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 9, 2, 11, 123, TimeSpan.Zero);

    private static readonly ChatEvent Message = new()
    {
        Seq = 7,
        Kind = EventKind.Message,
        At = At,
        By = "3b8k2m9qxw4t7vzn",
        Text = "Grüße 👋 \"quoted\" <b>\n",
        ClientId = "c-1",
        Messages = 5,
        EditedAt = At.AddSeconds(1),
        LastEdit = 9,
    };

    private static readonly ChatEvent Deletion = new()
    {
        Seq = 8,
        Kind = EventKind.Deleted,
        At = At,
        By = Author.Company,
        Target = 7,
        Messages = 5,
    };

    private static readonly Participant Person = new()
    {
        Id = "3b8k2m9qxw4t7vzn",
        Name = "Älice",
        Surname = "Adams",
        Email = "alice@example.com",
        Verified = true,
        Standing = Standing.Active,
        Stay = 6,
        History = [new(EventKind.Joined, At), new(EventKind.Left, At.AddMinutes(1)), new(EventKind.Rejoined, At.AddMinutes(2))],
        ReadUpTo = 7,
        LastSeen = At.AddMinutes(3),
        JoinedBy = "attempt",
    };

    private static readonly ChatState Head = new()
    {
        ChatId = "chat000000000000",
        Name = "Kitchen refit",
        CompanyId = "company000000000",
        PasswordHash = "pbkdf2-sha512$1$AA==$AA==",
        CreatedAt = At,
        Closed = true,
        LastSeq = 8,
        LastAt = At,
        Messages = 5,
    };

    private static readonly Attachment Photo = new()
    {
        Id = "9w2k5m8qxf4t7vzn",
        Name = "Grüße 👋.jpg",
        Type = "image/jpeg",
        Size = 123_456,
        Width = 4_000,
        Height = 3_000,
        HasPreview = true,
        Colour = "#a0b1c2",
    };

    private static readonly Attachment Recording = new()
    {
        Id = "4t7vzn9w2k5m8qxf",
        Name = "voice.webm",
        Type = "audio/webm",
        Size = 9_876,
        Duration = 4_321,
        Voice = true,
        Waveform = [0, 128, 255],
    };

    private static readonly Upload Begun = new()
    {
        Id = "3n9w2k5m8qxf4t7v",
        Name = "film.mp4",
        Size = 123_456_789,
        By = "3b8k2m9qxw4t7vzn",
        ClientId = "c-2",
        StartedAt = At,
    };

    private static readonly PendingDeletion PendingDeletion = new("5m8qxf4t7v3n9w2k", "3b8k2m9qxw4t7vzn", At.AddMinutes(11));

    [Fact]
    public void A_message_is_written_as_it_always_was() => SameAsGolden("message.v2.json", TimelineCodec.Write(Message).Body);

    [Fact]
    public void A_message_with_files_is_written_as_it_always_was() =>
        SameAsGolden("message-with-files.v2.json", TimelineCodec.Write(Message with { Attachments = [Photo, Recording] }).Body);

    [Fact]
    public void A_deletion_is_written_as_it_always_was() => SameAsGolden("deletion.v2.json", TimelineCodec.Write(Deletion).Body);

    [Fact]
    public void A_participant_is_written_as_it_always_was() => SameAsGolden("participant.v2.json", TimelineCodec.Write(Person).Body);

    [Fact]
    public void A_head_is_written_as_it_always_was() =>
        SameAsGolden("head.v2.json", TimelineCodec.WriteHead(Head with { FileBytes = 133_332 }));

    [Fact]
    public void Files_in_no_message_are_written_as_they_always_were()
    {
        SameAsGolden("upload.v2.json", TimelineCodec.Write(Begun).Body);
        SameAsGolden("upload-complete.v2.json", TimelineCodec.Write(Begun with { Attachment = Photo }).Body);
        SameAsGolden("doomed.v2.json", TimelineCodec.Write(PendingDeletion).Body);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public void What_was_written_is_read_back(string version)
    {
        Assert.Equal(Message, TimelineCodec.Read(new StoredEvent(7, null, Golden($"message.{version}.json"))));
        Assert.Equal(Deletion, TimelineCodec.Read(new StoredEvent(8, null, Golden($"deletion.{version}.json"))));
        var person = TimelineCodec.Read(new StoredParticipant(Person.Id, Golden($"participant.{version}.json")));
        Assert.Equal(Person.History, person.History);
        Assert.Equal(Person with { History = [] }, person with { History = [] });
        var state = TimelineCodec.ReadState(Head.ChatId, new StoredTimeline("1", "x", Golden($"head.{version}.json"), [], [], []));
        Assert.Equal(Head with { FileBytes = version == "v1" ? 0 : 133_332, Participants = state.Participants, ByEmail = state.ByEmail }, state);
    }

    [Fact]
    public void Files_are_read_back()
    {
        var message = TimelineCodec.Read(new StoredEvent(7, null, Golden("message-with-files.v2.json")));
        Assert.Equivalent(new[] { Photo, Recording }, message.Attachments, strict: true);

        var files = TimelineCodec.Read([
            new StoredFile(Begun.Id, Golden("upload.v2.json")),
            new StoredFile("complete00000000", Golden("upload-complete.v2.json")),
            new StoredFile(PendingDeletion.Id, Golden("doomed.v2.json")),
        ]);
        Assert.Equal(Begun, files.Uploads[Begun.Id]);
        Assert.Equivalent(Begun with { Id = "complete00000000", Attachment = Photo }, files.Uploads["complete00000000"], strict: true);
        Assert.Equal(PendingDeletion, files.PendingDeletions[PendingDeletion.Id]);
        Assert.Equal(3, files.Uploads.Count + files.PendingDeletions.Count);
    }

    [Fact]
    public void A_newer_version_is_refused_rather_than_misread()
    {
        var newer = Encoding.UTF8.GetBytes("""{"v":3,"k":1,"at":1,"by":"x"}""");

        Assert.Contains("Update", Assert.Throws<NotSupportedException>(() => TimelineCodec.Read(new StoredEvent(1, null, newer))).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => TimelineCodec.Read([new StoredFile("x", newer)]));
    }

    [Fact]
    public void From_where_on_somebody_was_proven_and_that_they_are_vouched_for_is_kept_and_missing_in_what_was_written_before()
    {
        var participant = TimelineCodec.Read(new StoredParticipant("a", Golden("participant.v2.json")));
        Assert.Equal(((long?)null, false), (participant.VerifiedFrom, participant.Vouched));

        var proven = participant with { VerifiedFrom = 7, Vouched = true };
        var read = TimelineCodec.Read(TimelineCodec.Write(proven));
        Assert.Equal(((long?)7, true), (read.VerifiedFrom, read.Vouched));
    }

    [Fact]
    public void Only_what_shows_files_or_links_can_be_collected_for_them()
    {
        Assert.Equal(Collected.None, TimelineCodec.Write(Message).Tags);
        Assert.Equal(Collected.Links, TimelineCodec.Write(Message with { Text = "see https://example.com" }).Tags);
        Assert.Equal(Collected.Files, TimelineCodec.Write(Message with { Attachments = [Photo] }).Tags);
        Assert.Equal(Collected.Files | Collected.Links, TimelineCodec.Write(Message with { Text = "www.example.com", Attachments = [Photo] }).Tags);
        Assert.Equal(Collected.None, TimelineCodec.Write(Message with { Kind = EventKind.Edited, Text = "https://example.com" }).Tags);
    }

    private static void SameAsGolden(string name, ReadOnlyMemory<byte> written) =>
        Assert.Equal(Encoding.UTF8.GetString(Golden(name)), Encoding.UTF8.GetString(written.Span));

    private static byte[] Golden(string name) =>
        Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)).TrimEnd('\n'));
}
