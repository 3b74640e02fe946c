using Orleans.Concurrency;

namespace ConnectNow.Companies;

/// <summary>How much of a company's storage its chats have taken. The key is the company's id.</summary>
/// <remarks>
/// Figures are absolute, a chat's whole total each time, so that saying one again changes nothing. The plan's limit is judged at the
/// moment of a reservation; a smaller plan takes nothing away from what is there.
/// </remarks>
[Alias("connectnow.company-storage")]
public interface ICompanyStorageGrain : IGrainWithStringKey
{
    /// <summary>
    /// Lets a chat have this many bytes in all, durable when answered. Refusal: <see cref="Reason.StorageFull"/>, if the company's chats
    /// would then have more than its plan allows; a total that is not larger than the one before is never refused.
    /// </summary>
    [Alias("reserve")] Task<Answer<Done>> Reserve(string chatId, long total);

    /// <summary>Notes how many bytes a chat has in all: the truth, whatever was reserved.</summary>
    [Alias("report")] Task Report(string chatId, long total);

    /// <summary>Bytes of all chats together.</summary>
    [AlwaysInterleave, Alias("used")] Task<long> Used();
}
