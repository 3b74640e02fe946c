using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Joining;

/// <summary>The pages' calls for getting into a chat: password, who, and for an address the chat knows a code.</summary>
internal static class JoinEndpoints
{
    public static void MapJoining(this IEndpointRouteBuilder routes)
    {
        var join = routes.MapGroup("/api/chats/{chat_id}/join").WithTags("Joining").WithMetadata(WayIn.Join);
        join.MapGet("", StandAsync)
            .WithSummary("Where this browser stands with the chat")
            .Refuses();
        join.MapPost("/password", GivePasswordAsync)
            .WithSummary("Begin with the chat's password")
            .WithDescription("Answers the step `who`. An unknown chat and a wrong password are refused alike.")
            .Refuses(Reason.WrongPassword, Reason.TooManyTries, Reason.ChatClosed, Reason.ChatFull, Reason.InvalidField);
        join.MapPost("/who", GiveIdentityAsync)
            .WithSummary("Say who joins")
            .WithDescription("Answers `joined` and sets the chat's cookie, or, for an address the chat knows, `code`: a code is on its way.")
            .Refuses(Reason.SessionExpired, Reason.InvalidField, Reason.ChatFull, Reason.ChatClosed, Reason.NotAllowed, Reason.TooManyCodes);
        join.MapPost("/code", GiveCodeAsync)
            .WithSummary("Type in the code")
            .WithDescription("Answers `joined` and sets the chat's cookie.")
            .Refuses(Reason.SessionExpired, Reason.WrongCode, Reason.CodeExpired, Reason.ChatFull, Reason.ChatClosed, Reason.NotAllowed);
        join.MapPost("/code/new", SendNewCodeAsync)
            .WithSummary("Ask for a fresh code")
            .Refuses(Reason.SessionExpired, Reason.TooManyCodes);
        join.MapPost("/back", GoBackAsync)
            .WithSummary("From the code back to who: another address can be given")
            .Refuses(Reason.SessionExpired);
    }

    private static async Task<Ok<JoinProgressView>> StandAsync(
        string chat_id, HttpContext http, IGrainFactory grains, Devices devices, Cookies cookies)
    {
        if (Cookies.ChatUser(http.Request, chat_id) is { } token)
        {
            if (await devices.FindAsync(token) is { } device)
            {
                var chat = await grains.GetGrain<IChatGrain>(chat_id).Describe();
                if (chat.Value is { } described) return TypedResults.Ok(JoinProgressView.Joined(described, device.Participant.Id));
            }

            cookies.ClearChatUser(http, chat_id);
        }

        if (SessionOf(http, chat_id, grains) is not { } session) return TypedResults.Ok(JoinProgressView.AtTheDoor);
        var progress = await session.Progress();
        return TypedResults.Ok(progress.Value is { } stands ? Show(stands, http, cookies) : JoinProgressView.AtTheDoor);
    }

    private static async Task<Results<Ok<JoinProgressView>, Refused>> GivePasswordAsync(
        string chat_id, PasswordRequest body, HttpContext http, IGrainFactory grains, Cookies cookies)
    {
        if (string.IsNullOrEmpty(body.Password)) return new Refused(Refusal.Invalid("password", "Type in the password of the chat."));
        var secret = Secrets.NewSecret();
        var answer = await Session(grains, secret).GivePassword(chat_id, body.Password, ClientAddress.Of(http).ToString());
        if (answer.Refusal is { } refusal) return new Refused(refusal);
        cookies.SetJoinSession(http, chat_id, secret);
        return TypedResults.Ok(JoinProgressView.Of(answer.Value!));
    }

    private static Task<Results<Ok<JoinProgressView>, Refused>> GiveIdentityAsync(
        string chat_id, IdentityRequest body, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => session.GiveIdentity(
            new PersonDetails(body.Name ?? "", body.Surname ?? "", body.Email ?? ""), ClientAddress.Of(http).ToString()));

    private static Task<Results<Ok<JoinProgressView>, Refused>> GiveCodeAsync(
        string chat_id, CodeRequest body, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => session.GiveCode(body.Code ?? ""));

    private static Task<Results<Ok<JoinProgressView>, Refused>> SendNewCodeAsync(
        string chat_id, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => session.SendNewCode());

    private static Task<Results<Ok<JoinProgressView>, Refused>> GoBackAsync(
        string chat_id, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => session.GoBack());

    private static async Task<Results<Ok<JoinProgressView>, Refused>> StepAsync(
        string chatId, HttpContext http, IGrainFactory grains, Cookies cookies, Func<IJoinSessionGrain, Task<Answer<JoinProgress>>> step)
    {
        if (SessionOf(http, chatId, grains) is not { } session) return new Refused(Reason.SessionExpired);
        var answer = await step(session);
        if (answer.Refusal is { Reason: Reason.NotAllowed } removed) return new Refused(removed, RefusalText.RemovedByCompany);
        if (answer.Refusal is { } refusal) return new Refused(refusal);
        return TypedResults.Ok(Show(answer.Value!, http, cookies));
    }

    /// <summary>What the page may see; a device just signed in gets its cookie.</summary>
    private static JoinProgressView Show(JoinProgress progress, HttpContext http, Cookies cookies)
    {
        if (progress is { Step: JoinStep.Joined, ParticipantId: { } id, DeviceSecret: { } secret })
        {
            cookies.SetChatUser(http, new ChatUserToken(progress.ChatId, id, secret));
            cookies.ClearJoinSession(http, progress.ChatId);
            http.RequestServices.GetRequiredService<SecurityEvents>().Joined(progress.ChatId);
        }

        return JoinProgressView.Of(progress);
    }

    private static IJoinSessionGrain? SessionOf(HttpContext http, string chatId, IGrainFactory grains) =>
        Secrets.IsId(chatId) && Cookies.JoinSession(http.Request, chatId) is { } secret ? Session(grains, secret) : null;

    private static IJoinSessionGrain Session(IGrainFactory grains, string secret) => grains.GetGrain<IJoinSessionGrain>(Secrets.Hash(secret));
}
