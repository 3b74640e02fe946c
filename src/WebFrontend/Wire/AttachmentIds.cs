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
            return Refusal.Invalid("attachments", $"A message can have at most {FileLimits.AttachmentsPerMessage} files. Send the others in another one.");
        if (!ids.All(Secrets.IsId)) return Refusal.Invalid("attachments", "attachments are ids of completed uploads.");
        return ids.Distinct().Count() == ids.Count
            ? ids.ToImmutableArray()!
            : Refusal.Invalid("attachments", "A file can be in a message only once.");
    }
}
