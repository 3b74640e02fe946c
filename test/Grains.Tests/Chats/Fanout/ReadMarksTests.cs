using ConnectNow.Grains.Chats.Fanout;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Tests.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Fanout;

public sealed class ReadMarksTests
{
    [Fact]
    public void More_marks_than_a_commit_has_room_for_are_written_by_the_next_ones()
    {
        var chat = new TestTimeline(limit: 20);
        for (var n = 0; n < 20; n++) chat.Join($"Guest{n}");
        var marks = new ReadMarks();
        foreach (var person in chat.State.Participants.Values) Assert.True(marks.Read(person, 100));
        var state = chat.State;

        foreach (var expected in new[] { 8, 8, 4 })
        {
            var draft = new ChatDraft(state, chat.Now, maxRows: 8, _ => ValueTask.FromResult<ConnectNow.Chats.ChatEvent?>(null), _ => null, _ => ValueTask.FromResult<long?>(null));
            var written = marks.WriteTo(draft);
            state = draft.Existing;
            marks.Written(written, state);

            Assert.Equal(expected, draft.People.Count);
        }

        Assert.False(marks.IsDirty);
        Assert.All(state.Participants.Values, person => Assert.Equal(100, person.ReadUpTo));
    }
}
