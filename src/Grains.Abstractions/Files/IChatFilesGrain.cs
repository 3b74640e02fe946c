using ConnectNow.Chats;
using Orleans.Concurrency;

namespace ConnectNow.Files;

/// <summary>
/// The files of one chat: the same activation as <see cref="IChatGrain"/>, whose contract holds here too. The key is the chat's id.
/// </summary>
/// <remarks>
/// An upload counts against the company's storage from <see cref="BeginUpload"/> on. Sending a message with it makes it that message's in
/// the one commit that adds the message; deleting the message gives it back in the same way. Bytes follow the commits: whatever dies in
/// between, <see cref="CleanUp"/> finishes it.
/// </remarks>
[Alias("connectnow.chat-files")]
public interface IChatFilesGrain : IGrainWithStringKey
{
    /// <summary>
    /// Reserves a place. The same client id of the same author again answers the same upload.
    /// Refusals: <see cref="Reason.FileTooLarge"/>, <see cref="Reason.StorageFull"/>, <see cref="Reason.TooManyUploads"/>,
    /// <see cref="Reason.ChatClosed"/>.
    /// </summary>
    [Alias("begin-upload")] Task<Answer<Upload>> BeginUpload(Caller caller, NewUpload upload);

    /// <summary>One of the caller's own uploads. Refusal: <see cref="Reason.NotFound"/> (never was, cancelled, expired, or sent).</summary>
    [AlwaysInterleave, Alias("upload")] Task<Answer<Upload>> FindUpload(Caller caller, string uploadId);

    /// <summary>Every byte is there and was looked at: a message can have it now. Its size may be less than was reserved.</summary>
    [Alias("complete-upload")] Task<Answer<Upload>> CompleteUpload(Caller caller, string uploadId, Attachment attachment);

    /// <summary>Ends an upload; its bytes are deleted. Ended already: done.</summary>
    [Alias("cancel-upload")] Task<Answer<Done>> CancelUpload(Caller caller, string uploadId);

    /// <summary>
    /// The attachment of a message, if the caller may fetch it now. Refusals: <see cref="Reason.NotFound"/>, <see cref="Reason.Deleted"/>.
    /// </summary>
    [AlwaysInterleave, Alias("file")] Task<Answer<Attachment>> File(Caller caller, long seq, string fileId);

    /// <summary>
    /// Messages that have something to collect, below <paramref name="before"/>: the newest <paramref name="count"/> of them, ascending.
    /// </summary>
    [AlwaysInterleave, Alias("collection")] Task<Answer<HistoryPage>> Collection(Caller caller, Collected what, long before, int count);

    /// <summary>
    /// Settles a mark of the file store: finishes what a crash has interrupted, removes what has expired. Safe at any time, any number of
    /// times.
    /// </summary>
    [Alias("settle")] Task CleanUp(string? fileId);
}

/// <summary>What a message can be collected for. The numbers are sent and stored.</summary>
[Flags]
public enum Collected
{
    None = 0,

    /// <summary>It has attachments.</summary>
    Files = 1,

    /// <summary>Its text has links to web pages, as they are shown.</summary>
    Links = 2,
}
