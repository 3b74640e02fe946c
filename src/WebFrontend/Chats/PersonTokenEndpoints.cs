using ConnectNow.WebFrontend.Accounts;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>How a company's programs speak as its bots, and as people it has let in and speaks for: without a mailbox.</summary>
internal static class PersonTokenEndpoints
{
    private const string Label = "company";

    private const string NotHere = "This person is not in the chat at present. Let them in again first.";

    private const string OwnPerson =
        "This person has come into the chat themselves, or has shown that the address is theirs: nobody else can speak for them. They get a token by a code, with users/get-token.";

    public static void MapPersonTokens(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/chats/{chat_id}/users/{user_id}/token").WithTags("Tokens").RequireAuthorization(Authentication.Company).RefuseStrangers()
            .MapPost("", CreateAsync)
            .WithName("createPersonToken").WithSummary("Get a chat-user token for a bot or a person that the company has let in")
            .WithDescription(
                "Everybody sees of such a person that the company vouches for them (`vouched`), never that they have shown who they are (`verified`). Refused for whoever has come " +
                "themselves. When the person proves that the address is theirs, every token made here ends, and no more can be made.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);

    private static async Task<Results<Created<TokenView>, Refused>> CreateAsync(
        string chat_id, string user_id, ChatCaller asked, Devices devices)
    {
        var answer = await asked.Chat.VouchedFor(asked.Caller, user_id);
        if (answer.Value is { } person)
        {
            var token = await devices.SignInAsync(asked.ChatId, person, Label);
            return TypedResults.Created((string?)null, new TokenView(token.ToString()));
        }

        return answer.Refusal!.Reason switch
        {
            Reason.NotInChat => new Refused(Reason.NotAllowed, NotHere),
            Reason.AlreadyExists => new Refused(Reason.NotAllowed, OwnPerson),
            _ => new Refused(answer.Refusal),
        };
    }
}
