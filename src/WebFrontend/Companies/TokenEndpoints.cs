using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Companies;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Companies;

/// <summary>Who a token is.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/user", UserAsync).WithTags("Tokens")
            .RequireAuthorization(Authentication.Company)
            .WithName("getUser").WithSummary("The company whose API token this is")
            .WithDescription("The first call of a program: it shows that the token is good.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed);
        routes.MapGet("/api/chat-user", ChatUserAsync).WithTags("Tokens")
            .RequireAuthorization(Authentication.ChatUser)
            .WithName("getChatUser").WithSummary("The participant whose chat-user token this is, and the chat")
            .WithDescription("The first call of a program that speaks for a person or a bot.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed);
    }

    private static async Task<Results<Ok<UserView>, Refused>> UserAsync(HttpContext http, IGrainFactory grains)
    {
        var found = await grains.GetGrain<ICompanyGrain>(http.User.CompanyId()!).Describe();
        return found.Value is { } company ? TypedResults.Ok(new UserView("company", CompanyView.Of(company))) : new Refused(found.Refusal!);
    }

    private static async Task<Results<Ok<ChatUserView>, Refused>> ChatUserAsync(
        HttpContext http, IGrainFactory grains, PublicAddress address)
    {
        var chat = grains.GetGrain<IChatGrain>(http.User.ChatId()!);
        var described = await chat.Describe();
        if (described.Value is not { } found) return new Refused(described.Refusal!);
        return await chat.Find(http.User.ParticipantId()!) is { } person
            ? TypedResults.Ok(new ChatUserView(ParticipantView.Of(person), ChatView.Of(found, address)))
            : new Refused(Reason.NotInChat);
    }
}

/// <summary>Who an API token is.</summary>
/// <param name="Type">company</param>
/// <param name="Company">The company.</param>
internal sealed record UserView([property: AllowedValues("company")] string Type, CompanyView Company);

/// <summary>Who a chat-user token is.</summary>
internal sealed record ChatUserView(ParticipantView Participant, ChatView Chat);
