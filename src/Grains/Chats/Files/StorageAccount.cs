using ConnectNow.Companies;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Files;

/// <summary>
/// What the company knows of this chat's bytes. More is reserved before it is committed; less is told after. Remembers whether the
/// company has been told, and assumes that it has not where a crash may have come between.
/// </summary>
/// <remarks>
/// A crash after a reservation leaves the mark of the upload it was for, and a crash after bytes were given back leaves the file's:
/// settling either tells the truth again.
/// </remarks>
internal sealed class StorageAccount(IGrainFactory grains)
{
    private long? _told;

    /// <summary>Begins with what an activation has loaded.</summary>
    public void Load(ChatState? state) => _told = state is null || !state.Files.IsEmpty ? null : state.FileBytes;

    /// <summary>Whether the company has another figure, or may have.</summary>
    public bool IsUntold(ChatState state) => _told != state.FileBytes;

    public async Task<Answer<Done>> Reserve(ChatState state, long more)
    {
        // From here on it is unknown what the company has noted, until it answers.
        _told = null;
        var total = state.FileBytes + more;
        var reserved = await Of(state).Reserve(state.ChatId, total);
        if (!reserved.IsRefused) _told = total;
        return reserved;
    }

    /// <summary>Tells the company how many bytes the chat has.</summary>
    public Task Report(ChatState state) => Report(state, state.FileBytes);

    /// <summary>Tells the company that the chat has none, because it is about to be erased.</summary>
    public Task Close(ChatState state) => Report(state, 0);

    private async Task Report(ChatState state, long total)
    {
        _told = null;
        await Of(state).Report(state.ChatId, total);
        _told = total;
    }

    private ICompanyStorageGrain Of(ChatState state) => grains.GetGrain<ICompanyStorageGrain>(state.CompanyId);
}
