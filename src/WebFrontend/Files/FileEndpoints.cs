using ConnectNow.Files;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Files;

/// <summary>The files of messages, for those who are in the chat at that moment.</summary>
internal static class FileEndpoints
{
    private static readonly string[] Reads = ["GET", "HEAD"];

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/api/chats/{chat_id}/messages/{message_id}/files/{file_id}").WithTags("Files")
            .RequireAuthorization(Authentication.ChatUserOrCompany).RefuseStrangers();
        files.MapMethods("", Reads, GetAsync)
            .GivesBytes("*/*")
            .WithName("getFile").WithSummary("A file of a message")
            .WithDescription("Parts by `Range`. Types that are not shown in a browser come as `application/octet-stream`; `download` (without a value) asks for that with any.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        files.MapMethods("/preview", Reads, GetPreviewAsync)
            .GivesBytes(FileAnswer.PreviewType)
            .WithName("getFilePreview").WithSummary("A small picture of a file")
            .WithDescription("WebP, its longest side at most 1,024 pixels.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
    }

    private static async Task<IResult> GetAsync(
        string chat_id, string message_id, string file_id, string? download, ChatCaller asked, IFileStore store, TimeProvider time)
    {
        var found = await FindAsync(asked, message_id, file_id);
        return found.Value is { } file
            ? FileAnswer.Content(file, download is not null, Reader(asked, message_id, file, FilePart.Content, store, time))
            : new Refused(found.Refusal!);
    }

    private static async Task<IResult> GetPreviewAsync(
        string chat_id, string message_id, string file_id, ChatCaller asked, IFileStore store, TimeProvider time)
    {
        var found = await FindAsync(asked, message_id, file_id);
        if (found.Value is not { } file) return new Refused(found.Refusal!);
        return file.HasPreview
            ? FileAnswer.Preview(file, Reader(asked, message_id, file, FilePart.Preview, store, time))
            : new Refused(Reason.NotFound, "There is no picture of this file.");
    }

    /// <summary>
    /// The attachment, if the caller may have it at this moment. A string that does not have the form of an id does not reach a grain.
    /// </summary>
    private static async Task<Answer<Attachment>> FindAsync(ChatCaller asked, string messageId, string fileId) =>
        MessageNumber.Of(messageId) is { } seq && Secrets.IsId(fileId) ? await asked.Files.File(asked.Caller, seq, fileId) : Reason.NotFound;

    /// <summary>Opens the file for a reader who is asked about again while reading.</summary>
    private static Func<CancellationToken, Task<Stream?>> Reader(
        ChatCaller asked, string messageId, Attachment file, FilePart part, IFileStore store, TimeProvider time) => async cancellationToken =>
    {
        var content = await store.OpenAsync(new FileKey(asked.ChatId, file.Id), part, cancellationToken);
        return content is null ? null : new AdmittedStream(content, async () => !(await FindAsync(asked, messageId, file.Id)).IsRefused, time);
    };
}
