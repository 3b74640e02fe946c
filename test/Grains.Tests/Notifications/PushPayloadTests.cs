using System.Text;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Notifications;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Notifications;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Tests.Notifications;

public sealed class PushPayloadTests
{
    [Theory, InlineData('\u0001'), InlineData('\u4e2d'), InlineData('"'), InlineData('x')]
    public void The_longest_texts_there_can_be_fit_into_one_message(char letter)
    {
        var payload = PushPayload.Of(Secrets.NewId(), Unseen(
            new string(letter, ChatLimits.NameLength), new string(letter, (2 * ChatLimits.PersonNameLength) + 1), Excerpt.Of(new string(letter, ChatLimits.MessageLength))), mentioned: true);

        Assert.InRange(payload.Write().Length, 1, MessageEncryption.MaxContentLength);
    }

    [Fact]
    public void It_is_written_as_the_protocol_says() => Assert.Equal(
        """{"chat_id":"chat000000000000","chat":"Küche","from":"Bob","text":"Grüße 👋 <b>","seq":42,"files":2,"mentioned":true,"unread":3}""".Replace("👋", "\\uD83D\\uDC4B", StringComparison.Ordinal),
        Encoding.UTF8.GetString(PushPayload.Of("chat000000000000", Unseen("Küche", "Bob", "Grüße 👋 <b>"), mentioned: true).Write()));

    [Theory]
    [InlineData(200, 0, 200)]
    [InlineData(201, 0, 200)]
    [InlineData(198, 1, 200)]
    [InlineData(198, 2, 199)]
    [InlineData(197, 3, 200)]
    public void A_text_is_cut_to_200_without_halving_a_character(int letters, int emoji, int length)
    {
        var cut = Excerpt.Of(new string('x', letters) + string.Concat(Enumerable.Repeat("😀", emoji)));

        Assert.Equal(length, cut.Length);
        Assert.True(Utf16.IsWellFormed(cut));
    }

    [Fact]
    public void Topics_tell_people_and_chats_apart_and_nothing_else()
    {
        var (chat, alice, bob) = (Secrets.NewId(), Secrets.NewId(), Secrets.NewId());

        Assert.Equal(PushPayload.TopicOf(chat, alice), PushPayload.TopicOf(chat, alice));
        Assert.NotEqual(PushPayload.TopicOf(chat, alice), PushPayload.TopicOf(chat, bob));
        Assert.NotEqual(PushPayload.TopicOf(Secrets.NewId(), alice), PushPayload.TopicOf(chat, alice));
        Assert.Matches("^[A-Za-z0-9_-]{24}$", PushPayload.TopicOf(chat, alice));
    }

    [Fact]
    public void A_level_is_stored_with_the_participant_and_off_takes_no_room()
    {
        var person = new Participant
        {
            Id = Secrets.NewId(),
            Name = "Alice",
            Surname = "",
            Email = "alice@example.com",
            Standing = Standing.Active,
            Stay = 1,
            History = [],
        };

        Assert.DoesNotContain("notify", Encoding.UTF8.GetString(TimelineCodec.Write(person).Body.Span), StringComparison.Ordinal);
        foreach (var level in Enum.GetValues<NotificationLevel>())
            Assert.Equal(level, TimelineCodec.Read(TimelineCodec.Write(person with { Notifications = level })).Notifications);
        Assert.Contains("\"notify\":2", Encoding.UTF8.GetString(TimelineCodec.Write(person with { Notifications = NotificationLevel.All }).Body.Span), StringComparison.Ordinal);
    }

    private static Unseen Unseen(string chat, string from, string text) => new()
    {
        Stay = 1,
        Chat = chat,
        From = from,
        Text = text,
        Seq = 42,
        Files = 2,
        Unread = 3,
        ReadUpTo = 39,
        Here = false,
    };
}
