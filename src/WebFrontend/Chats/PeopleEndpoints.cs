using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Mailing;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>The REST API's people of a chat: those who are in it, and those who were.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/api/chats/{chat_id}/users").WithTags("People").RefuseStrangers();
        people.MapGet("", ListAsync).RequireAuthorization(Authentication.ChatUserOrCompany)
            .WithName("listPeople").WithSummary("Everyone who is or was in the chat")
            .WithDescription("In the order in which they first joined.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        people.MapPost("", AddAsync).RequireAuthorization(Authentication.Company)
            .WithName("addPerson").WithSummary("Let a person into the chat")
            .WithDescription("They sign in with a code sent to their address. Somebody who left is brought back.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.AlreadyExists, Reason.ChatFull, Reason.ChatClosed);
        people.MapGet("/{user_id}", GetAsync).RequireAuthorization(Authentication.ChatUserOrCompany)
            .WithName("getPerson").WithSummary("One person")
            .WithDescription("Also when they have left.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        people.MapPut("/{user_id}", RenameAsync).RequireAuthorization(Authentication.ChatUserOrCompany)
            .WithName("renamePerson").WithSummary("Change a person's name: the company anybody's, a participant their own")
            .WithDescription("What is missing stays as it is. Everybody in the chat sees that it changed.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField);
        people.MapDelete("/{user_id}", LeaveAsync).RequireAuthorization(Authentication.ChatUserOrCompany)
            .WithName("removePerson").WithSummary("Leave the chat, or, by the company, remove a person from it")
            .WithDescription("Ends the person's access at once, on every device. What they said stays.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
    }

    private static async Task<Results<Ok<Page<ParticipantView>>, Refused>> ListAsync(
        string chat_id, [AsParameters] PageQuery query, ChatCaller asked, PublicAddress address)
    {
        var check = new FieldCheck();
        var window = query.Check(check);
        if (check.Refused is { } refused) return refused;
        var people = await asked.Chat.People(asked.Caller);
        if (people.Refusal is { } refusal) return new Refused(refusal);
        var (page, hasMore) = window.Cut(people.Value, FirstJoined);
        return TypedResults.Ok(window.Of(ParticipantView.Of(page), hasMore, $"{address.Origin}/api/chats/{asked.ChatId}/users"));
    }

    private static async Task<Results<Created<ParticipantView>, Refused>> AddAsync(
        string chat_id, PersonRequest body, ChatCaller asked, PublicAddress address, IGrainFactory grains)
    {
        var check = new FieldCheck();
        var name = check.Take(Identity.Name(body.Name, "name", "name"));
        var surname = check.Take(Identity.Name(body.Surname, "surname", "surname"));
        var email = check.Take(Identity.Email(body.Email));
        if (check.Refused is { } refused) return refused;
        if (await MailReach.Check(grains, email) is { } unreachable) return new Refused(unreachable);
        var admitted = await asked.Chat.Admit(new AdmissionRequest
        {
            Name = name,
            Surname = surname,
            Email = email,
            Verified = false,
            Attempt = Secrets.NewId(),
            AddedBy = asked.Caller,
        });
        if (admitted.Value is not { } admission) return new Refused(admitted.Refusal!);
        return TypedResults.Created(
            $"{address.Origin}/api/chats/{asked.ChatId}/users/{admission.Participant.Id}", ParticipantView.Of(admission.Participant));
    }

    private static async Task<Results<Ok<ParticipantView>, Refused>> GetAsync(string chat_id, string user_id, ChatCaller asked)
    {
        var found = await FindAsync(asked, user_id);
        return found.Value is { } person ? TypedResults.Ok(ParticipantView.Of(person)) : new Refused(found.Refusal!);
    }

    private static async Task<Results<Ok<ParticipantView>, Refused>> RenameAsync(
        string chat_id, string user_id, NameRequest body, ChatCaller asked)
    {
        var check = new FieldCheck();
        var name = body.Name is null ? null : check.Take(Identity.Name(body.Name, "name", "name"));
        var surname = body.Surname is null ? null : check.Take(Identity.Name(body.Surname, "surname", "surname"));
        if (check.Refused is { } refused) return refused;
        var found = await FindAsync(asked, user_id);
        if (found.Value is not { } person) return new Refused(found.Refusal!);
        var renamed = await asked.Chat.RenameParticipant(asked.Caller, user_id, name ?? person.Name, surname ?? person.Surname);
        return renamed.Value is { } changed ? TypedResults.Ok(ParticipantView.Of(changed)) : new Refused(renamed.Refusal!);
    }

    private static async Task<Results<NoContent, Refused>> LeaveAsync(
        string chat_id, string user_id, ChatCaller asked, HttpContext http, Cookies cookies)
    {
        var left = await asked.Chat.Leave(asked.Caller, user_id);
        if (left.Refusal is { } refusal) return new Refused(refusal);
        if (Cookies.ChatUser(http.Request, asked.ChatId)?.ParticipantId == user_id) cookies.ClearChatUser(http, asked.ChatId);
        return TypedResults.NoContent();
    }

    private static async Task<Answer<Participant>> FindAsync(ChatCaller asked, string userId)
    {
        var people = await asked.Chat.People(asked.Caller);
        if (people.Refusal is { } refusal) return refusal;
        return people.Value.FirstOrDefault(person => person.Id == userId) is { } found ? found : Reason.NotFound;
    }

    private static DateTimeOffset FirstJoined(Participant person) =>
        person.History.IsEmpty ? DateTimeOffset.UnixEpoch : person.History[0].At;
}

/// <summary>A person to be let into a chat.</summary>
internal sealed record PersonRequest(
    [property: Required, StringLength(ChatLimits.PersonNameLength, MinimumLength = 1)] string? Name,
    [property: Required, StringLength(ChatLimits.PersonNameLength, MinimumLength = 1)] string? Surname,
    [property: Required, StringLength(ChatLimits.EmailLength, MinimumLength = 1)] string? Email);

/// <summary>A person's new name; what is missing stays as it is.</summary>
internal sealed record NameRequest(
    [property: StringLength(ChatLimits.PersonNameLength, MinimumLength = 1)] string? Name,
    [property: StringLength(ChatLimits.PersonNameLength, MinimumLength = 1)] string? Surname);
