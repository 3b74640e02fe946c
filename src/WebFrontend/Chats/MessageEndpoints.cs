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
            .WithSummary("Messages, oldest first")
            .WithDescription("Deleted ones are left out.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        messages.MapPost("", SendAsync)
            .WithSummary("Say something, with files or without")
            .WithDescription("Durable when answered. The same `client_id` again answers 200 with the first message. Each of `attachments` is the id of a completed upload.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.ChatClosed);
        messages.MapGet("/{message_id}", GetAsync)
            .WithSummary("One message")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        messages.MapPut("/{message_id}", EditAsync)
            .WithSummary("Change the text of one's own message")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.ChatClosed);
        messages.MapDelete("/{message_id}", DeleteAsync)
            .WithSummary("Delete one's own message, or, by the company, any")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
    }

    private static async Task<Results<Ok<Page<MessageView>>, Refused>> ListAsync(
        string chat_id, [AsParameters] PageQuery query, ChatCaller asked, PublicAddress address)
    {
        var check = new FieldCheck();
        var window = query.Check(check);
        if (check.Refused is { } refused) return refused;
        var answer = await asked.Chat.Messages(asked.Caller, new MessageQuery
        {
            Page = window.Page,
            PerPage = window.PerPage,
            Before = window.Before,
            After = window.After,
        });
        if (answer.Value is not { } page) return new Refused(answer.Refusal!);
        var authors = await AuthorsOfAsync(asked, page.People);
        var items = page.Messages.Select(message => MessageView.Of(asked.ChatId, message, authors));
        return TypedResults.Ok(window.Of([.. items], page.HasMore, PathOf(asked, address)));
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
        var people = await asked.Chat.People(asked.Caller);
        if (people.Refusal is { } refusal) return refusal;
        return MessageView.Of(asked.ChatId, found, await AuthorsOfAsync(asked, people.Value));
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
