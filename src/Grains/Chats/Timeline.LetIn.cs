using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats;

/// <summary>Who once let somebody in, as the timeline tells it: it knows of those as well who came before anybody noted it elsewhere.</summary>
internal sealed partial class Timeline
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether the company wrote the entry by which the person first came. Found by its time, which other entries may share.</summary>
    public async ValueTask<bool> WasPutIn(Participant person)
    {
        if (person.History is not [var joined, ..]) return false;
        var from = await FirstWhere(entry => entry.At >= joined.At - Rounding);
        while (true)
        {
            var entries = await Read(from, from + ChatLimits.PageSize - 1);
            foreach (var entry in entries)
            {
                if (entry.Kind == EventKind.Joined && entry.Subject == person.Id) return entry.By == Author.Company;
                if (entry.At > joined.At + Rounding) return false;
            }

            if (entries.IsEmpty) return false;
            from = entries[^1].Seq + 1;
        }
    }
}
