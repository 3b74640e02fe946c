using ConnectNow.Files;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>What a chat must know of its company to let people and files in.</summary>
internal sealed record CompanyTermsOfChat(string CompanyName, int PeopleLimit, long FileBytes)
{
    /// <summary>Bytes of one file: what the plan allows, and what blocks can carry.</summary>
    public long LargestFile => Math.Min(FileBytes, FileLimits.FileSize);
}
