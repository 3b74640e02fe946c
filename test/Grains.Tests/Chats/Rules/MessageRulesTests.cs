using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Tests.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Rules;

public sealed class MessageRulesTests
{
    /// <summary>The cases that the pages' own suite reads too: a text, and whether anything of it is to be seen.</summary>
    [Fact]
    public void A_message_in_which_nothing_is_to_be_seen_is_nothing_to_send()
    {
        var wrong = SharedTexts.Of("visible.json")
            .Where(pair => MessageRules.CheckMessage(pair[0].GetString(), []).IsRefused == pair[1].GetBoolean())
            .Select(pair => pair[0].GetRawText());

        Assert.Empty(wrong);
    }

    [Fact]
    public void Beside_files_a_text_in_which_nothing_is_to_be_seen_is_kept_as_none() =>
        Assert.Equal("", MessageRules.CheckMessage("\u2800\u200b", ["file"]).Value);

    [Fact]
    public void The_same_client_id_twice_is_one_message()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");

        var first = chat.Send(alice, "hello", "id-1").Value!;
        var again = chat.Send(alice, "hello again", "id-1").Value!;

        Assert.Equal((first.Seq, first.At), (again.Seq, again.At));
        Assert.True(again.Duplicate);
        Assert.Equal(2, chat.Events.Count);
    }

    [Fact]
    public void The_same_client_id_twice_in_one_commit_is_one_message()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");

        chat.Decide(async draft =>
        {
            await MessageRules.Send(draft, alice, "id-1", "hello", []);
            return await MessageRules.Send(draft, alice, "id-1", "hello", []);
        });

        Assert.Equal(2, chat.Events.Count);
    }

    [Fact]
    public void Nobody_can_take_somebody_elses_client_id()
    {
        var chat = new TestTimeline();
        var first = chat.Send(chat.Join("Alice"), "hello", "id-1").Value!;
        var other = chat.Send(chat.Join("Bob"), "hello", "id-1").Value!;

        Assert.NotEqual(first.Seq, other.Seq);
    }

    [Fact]
    public void An_edit_is_an_event_of_its_own_and_the_message_holds_the_newest_text()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        var sent = chat.Send(alice, "helo").Value!;

        chat.Edit(alice, sent.Seq, "hello");

        var message = chat.Events[(int)sent.Seq - 1];
        Assert.Equal("hello", message.Text);
        Assert.NotNull(message.EditedAt);
        Assert.Equal((EventKind.Edited, sent.Seq, "hello"), (chat.Events[^1].Kind, chat.Events[^1].Target!.Value, chat.Events[^1].Text));
    }

    [Fact]
    public void A_deleted_text_is_nowhere_left()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        var sent = chat.Send(alice, "secret one").Value!;
        chat.Edit(alice, sent.Seq, "secret two");
        chat.Edit(alice, sent.Seq, "secret three");

        chat.Delete(alice, sent.Seq);

        Assert.DoesNotContain(chat.Events, chatEvent => chatEvent.Text?.Contains("secret", StringComparison.Ordinal) is true);
        Assert.Equal(Reason.Deleted, chat.Edit(alice, sent.Seq, "again").Refusal!.Reason);
        Assert.False(chat.Delete(alice, sent.Seq).IsRefused);
        Assert.Single(chat.Kinds, EventKind.Deleted);
    }

    [Fact]
    public void Editing_in_the_commit_that_sent_it_changes_the_new_row()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");

        chat.Decide(async draft =>
        {
            var sent = await MessageRules.Send(draft, alice, "id-1", "helo", []);
            return await MessageRules.Edit(draft, alice, sent.Value!.Seq, "hello");
        });

        Assert.Equal(["Alice Tester", "hello", "hello"], chat.Events.Select(chatEvent => chatEvent.Text));
    }

    [Fact]
    public void Only_the_author_edits_and_only_the_author_or_the_company_deletes()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        var bob = chat.Join("Bob");
        var sent = chat.Send(alice, "hello").Value!;

        Assert.Equal(Reason.NotAllowed, chat.Edit(bob, sent.Seq, "hacked").Refusal!.Reason);
        Assert.Equal(Reason.NotAllowed, chat.Edit(TestTimeline.Company, sent.Seq, "hacked").Refusal!.Reason);
        Assert.Equal(Reason.NotAllowed, chat.Delete(bob, sent.Seq).Refusal!.Reason);
        Assert.False(chat.Delete(TestTimeline.Company, sent.Seq).IsRefused);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(-5)]
    public void What_is_no_message_can_be_neither_edited_nor_deleted(long seq)
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");

        Assert.Equal(Reason.NotFound, chat.Edit(alice, seq, "hello").Refusal!.Reason);
        Assert.Equal(Reason.NotFound, chat.Delete(alice, seq).Refusal!.Reason);
    }

    [Fact]
    public void Time_never_goes_back_even_when_the_clock_does()
    {
        var chat = new TestTimeline();
        var alice = chat.Join("Alice");
        chat.Now -= TimeSpan.FromHours(1);

        var sent = chat.Send(alice, "hello").Value!;

        Assert.Equal(chat.Events[0].At, sent.At);
    }

    [Fact]
    public void Empty_and_broken_texts_are_refused() => Assert.All(
        ["", " \n\t ", "\ud800", "a\udc00b", "\udc00\ud800"],
        text => Assert.Equal(Reason.InvalidField, MessageRules.CheckMessage(text, []).Refusal!.Reason));

    [Fact]
    public void A_text_has_at_most_8000_characters()
    {
        Assert.False(MessageRules.CheckText(new string('x', 8_000)).IsRefused);
        Assert.Contains("8,001", MessageRules.CheckText(new string('x', 8_001)).Refusal!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("ümlaut")]
    [InlineData("line\n")]
    public void A_client_id_is_visible_ascii(string clientId) => Assert.NotNull(MessageRules.CheckClientId(clientId));
}
