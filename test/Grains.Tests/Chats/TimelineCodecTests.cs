using System.Text;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Grains.Tests.Chats;

/// <summary>What is stored stays readable: the golden files were written by version 1 and never change.</summary>
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

    [Fact]
    public void An_entry_is_written_as_it_always_was() => SameAsGolden("message.v1.json", TimelineCodec.Write(Message).Body);

    [Fact]
    public void An_entry_about_another_is_written_as_it_always_was() => SameAsGolden("deletion.v1.json", TimelineCodec.Write(Deletion).Body);

    [Fact]
    public void A_participant_is_written_as_it_always_was() => SameAsGolden("participant.v1.json", TimelineCodec.Write(Person).Body);

    [Fact]
    public void A_head_is_written_as_it_always_was() => SameAsGolden("head.v1.json", TimelineCodec.WriteHead(Head));

    [Fact]
    public void What_was_written_is_read_back()
    {
        Assert.Equal(Message, TimelineCodec.Read(new StoredEvent(7, null, Golden("message.v1.json"))));
        Assert.Equal(Deletion, TimelineCodec.Read(new StoredEvent(8, null, Golden("deletion.v1.json"))));
        var person = TimelineCodec.Read(new StoredParticipant(Person.Id, Golden("participant.v1.json")));
        Assert.Equal(Person.History, person.History);
        Assert.Equal(Person with { History = [] }, person with { History = [] });
    }

    [Fact]
    public void A_newer_version_is_refused_rather_than_misread()
    {
        var newer = new StoredEvent(1, null, Encoding.UTF8.GetBytes("""{"v":2,"k":1,"at":1,"by":"x"}"""));

        Assert.Contains("Update", Assert.Throws<NotSupportedException>(() => TimelineCodec.Read(newer)).Message, StringComparison.Ordinal);
    }

    private static void SameAsGolden(string name, ReadOnlyMemory<byte> written) =>
        Assert.Equal(Encoding.UTF8.GetString(Golden(name)), Encoding.UTF8.GetString(written.Span));

    private static byte[] Golden(string name) =>
        Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)).TrimEnd('\n'));
}
