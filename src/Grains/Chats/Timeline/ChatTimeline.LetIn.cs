using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>Who let a person in, as the timeline tells it. It also knows about people who came before it was stored elsewhere.</summary>
internal sealed partial class ChatTimeline
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Whether the company wrote the event by which the person first came. Found by its time, which other events may share.
    /// </summary>
    public async ValueTask<bool> WasPutIn(Participant person)
    {
        if (person.History is not [var joined, ..]) return false;
        var from = await FirstWhere(chatEvent => chatEvent.At >= joined.At - Rounding);
        while (true)
        {
            var events = await Read(from, from + ChatLimits.PageSize - 1);
            foreach (var chatEvent in events)
            {
                if (chatEvent.Kind == EventKind.Joined && chatEvent.Subject == person.Id) return chatEvent.By == Author.Company;
                if (chatEvent.At > joined.At + Rounding) return false;
            }

            if (events.IsEmpty) return false;
            from = events[^1].Seq + 1;
        }
    }
}
