using System.Collections.Immutable;
using ConnectNow.Files;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>The uploads a message names as its attachments, as they came.</summary>
internal static class AttachmentIds
{
    /// <summary>In the order in which they are shown; nothing that is no id reaches a grain.</summary>
    public static Answer<ImmutableArray<string>> Check(IReadOnlyList<string?>? ids)
    {
        if (ids is null or { Count: 0 }) return ImmutableArray<string>.Empty;
        if (ids.Count > FileLimits.AttachmentsPerMessage)
            return Refusal.Mistyped("attachments", "refusal.attachments.tooMany", ("most", FileLimits.AttachmentsPerMessage));
        if (!ids.All(Secrets.IsId)) return Refusal.Invalid("attachments", "attachments are ids of completed uploads.");
        return ids.Distinct().Count() == ids.Count
            ? ids.ToImmutableArray()!
            : Refusal.Mistyped("attachments", "refusal.attachments.once");
    }
}
