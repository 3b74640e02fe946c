using ConnectNow.Chats;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>The REST API's messages. A message's id is its number in the timeline.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/api/chats/{chat_id}/messages").WithTags("Messages")
            .RequireAuthorization(Authentication.ChatUserOrCompany).RefuseStrangers();
        messages.MapGet("", ListAsync)
            .WithName("listMessages").WithSummary("Messages, oldest first")
            .WithDescription(
                "Deleted ones are left out. To poll, ask with `after_id`, the number of the last message you have (0 at first), and follow `next_page_url` until it is null: " +
                "no message is missed and none comes twice. `before_id` alone gives the newest messages below a number; `prev_page_url` goes on from there. " +
                "What was edited or deleted after it was read is not told: that is what the hub is for.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        messages.MapPost("", SendAsync)
            .WithName("sendMessage").WithSummary("Say something, with files or without")
            .WithDescription("Durable when answered. The same `client_id` again answers 200 with the first message. Each of `attachments` is the id of a completed upload.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.ChatClosed);
        messages.MapGet("/{message_id}", GetAsync)
            .WithName("getMessage").WithSummary("One message")
            .WithDescription("As it is now. A deleted one is refused with `deleted`.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        messages.MapPut("/{message_id}", EditAsync)
            .WithName("editMessage").WithSummary("Change the text of one's own message")
            .WithDescription("Everybody sees that it was edited. The files stay as they are.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.ChatClosed);
        messages.MapDelete("/{message_id}", DeleteAsync)
            .WithName("deleteMessage").WithSummary("Delete one's own message, or, by the company, any")
            .WithDescription("Its text and its files are gone for good. Again: the same.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
    }

    private static async Task<Results<Ok<Page<MessageView>>, Refused>> ListAsync(
        string chat_id, [AsParameters] PageQuery query, [AsParameters] NumberQuery numbers, ChatCaller asked, PublicAddress address)
    {
        var check = new FieldCheck();
        var window = query.Check(check);
        var near = numbers.Check(check, window);
        if (check.Refused is { } refused) return refused;
        var answer = await asked.Chat.Messages(asked.Caller, new MessageQuery
        {
            Page = window.Page,
            PerPage = window.PerPage,
            Before = window.Before,
            After = window.After,
            AfterSeq = near?.After,
            BeforeSeq = near?.Before,
        });
        if (answer.Value is not { } page) return new Refused(answer.Refusal!);
        var authors = await AuthorsOfAsync(asked, page.People);
        List<MessageView> items = [.. page.Messages.Select(message => MessageView.Of(asked.ChatId, message, authors))];
        var path = PathOf(asked, address);
        return TypedResults.Ok(near is null ? window.Of(items, page.HasMore, path) : near.Of(items, page, path));
    }

    private static async Task<Results<Created<MessageView>, Ok<MessageView>, Refused>> SendAsync(
        string chat_id, NewMessageRequest body, ChatCaller asked, PublicAddress address)
    {
        var attachments = AttachmentIds.Check(body.Attachments);
        if (attachments.Refusal is { } wrong) return new Refused(wrong);
        var sent = await asked.Chat.Send(asked.Caller, body.ClientId ?? Secrets.NewId(), body.Text ?? "", attachments.Value);
        if (sent.Value is not { } accepted) return new Refused(sent.Refusal!);
        var stored = await ViewAsync(asked, accepted.Seq);
        if (stored.Value is not { } view) return new Refused(stored.Refusal!);
        return accepted.Duplicate ? TypedResults.Ok(view) : TypedResults.Created($"{PathOf(asked, address)}/{view.Id}", view);
    }

    private static async Task<Results<Ok<MessageView>, Refused>> GetAsync(string chat_id, string message_id, ChatCaller asked)
    {
        var found = MessageNumber.Of(message_id) is { } seq ? await ViewAsync(asked, seq) : Reason.NotFound;
        return found.Value is { } view ? TypedResults.Ok(view) : new Refused(found.Refusal!);
    }

    private static async Task<Results<Ok<MessageView>, Refused>> EditAsync(
        string chat_id, string message_id, MessageChangeRequest body, ChatCaller asked)
    {
        if (MessageNumber.Of(message_id) is not { } seq) return new Refused(Reason.NotFound);
        var edited = await asked.Chat.Edit(asked.Caller, seq, body.Text ?? "");
        if (edited.Refusal is { } refusal) return new Refused(refusal);
        var stored = await ViewAsync(asked, seq);
        return stored.Value is { } view ? TypedResults.Ok(view) : new Refused(stored.Refusal!);
    }

    private static async Task<Results<NoContent, Refused>> DeleteAsync(string chat_id, string message_id, ChatCaller asked)
    {
        if (MessageNumber.Of(message_id) is not { } seq) return new Refused(Reason.NotFound);
        var deleted = await asked.Chat.Delete(asked.Caller, seq);
        return deleted.Refusal is { } refusal ? new Refused(refusal) : TypedResults.NoContent();
    }

    private static async Task<Answer<MessageView>> ViewAsync(ChatCaller asked, long seq)
    {
        var message = await asked.Chat.Message(asked.Caller, seq);
        if (message.Value is not { } found) return message.Refusal!;
        var author = await asked.Chat.Find(found.By);
        return MessageView.Of(asked.ChatId, found, await AuthorsOfAsync(asked, author is null ? [] : [author]));
    }

    private static async Task<IReadOnlyDictionary<string, string>> AuthorsOfAsync(ChatCaller asked, IEnumerable<Participant> people)
    {
        var names = people.ToDictionary(person => person.Id, person => person.FullName);
        var chat = await asked.Chat.Describe();
        names[Author.Company] = chat.Value?.CompanyName ?? "";
        return names;
    }

    private static string PathOf(ChatCaller asked, PublicAddress address) => $"{address.Origin}/api/chats/{asked.ChatId}/messages";
}
