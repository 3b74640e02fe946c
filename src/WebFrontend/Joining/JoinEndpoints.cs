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
        var join = routes.MapGroup("/api/chats/{chat_id}/join").WithTags("Joining").WithMetadata(EntryPointTag.Join);
        join.MapGet("", StandAsync)
            .WithName("getJoinProgress").WithSummary("Where this browser stands with the chat")
            .WithDescription("`joined` when its cookie is good, else the step of its attempt to join, else `password`. Refused only when the chat was deleted and this browser was in it.")
            .Refuses(Reason.ChatDeleted);
        join.MapPost("/password", GivePasswordAsync)
            .WithName("joinWithPassword").WithSummary("Begin with the chat's password")
            .WithDescription("Answers the step `who`. An unknown chat and a wrong password are refused alike.")
            .Refuses(Reason.WrongPassword, Reason.TooManyTries, Reason.TooFast, Reason.ChatClosed, Reason.ChatFull, Reason.InvalidField);
        join.MapPost("/who", GiveIdentityAsync)
            .WithName("joinAs").WithSummary("Say who joins")
            .WithDescription("Answers `joined` and sets the chat's cookie, or, for an address the chat knows, `code`: a code is on its way.")
            .Refuses(Reason.SessionExpired, Reason.InvalidField, Reason.ChatFull, Reason.ChatClosed, Reason.NotAllowed, Reason.TooManyCodes);
        join.MapPost("/code", GiveCodeAsync)
            .WithName("joinWithCode").WithSummary("Type in the code")
            .WithDescription("Answers `joined` and sets the chat's cookie.")
            .Refuses(Reason.SessionExpired, Reason.WrongCode, Reason.CodeExpired, Reason.TooManyTries, Reason.ChatFull, Reason.ChatClosed, Reason.NotAllowed);
        join.MapPost("/code/new", SendNewCodeAsync)
            .WithName("resendJoinCode").WithSummary("Ask for a fresh code")
            .WithDescription("The one before is no longer valid. Answers the step `code`.")
            .Refuses(Reason.SessionExpired, Reason.TooManyCodes);
        join.MapPost("/back", GoBackAsync)
            .WithName("goBackToWho").WithSummary("From the code back to who: another address can be given")
            .WithDescription("Answers the step `who`, with what was typed before.")
            .Refuses(Reason.SessionExpired);
    }

    private static async Task<Results<Ok<JoinProgressView>, Refused>> StandAsync(
        string chat_id, HttpContext http, IGrainFactory grains, Devices devices, Cookies cookies)
    {
        if (Cookies.ChatUser(http.Request, chat_id) is { } token)
        {
            if (await devices.FindAsync(http, token) is { } device)
            {
                if (!device.IsSealed && await devices.ResealAsync(token) is { } resealed) cookies.SetChatUser(http, resealed);
                var chat = await grains.GetGrain<IChatGrain>(chat_id).Describe();
                if (chat.Value is { } described) return TypedResults.Ok(JoinProgressView.Joined(described, device.Participant.Id));
            }

            // The cookie stays until the list of chats clears it: every page of this browser learns what happened, and a restored chat is
            // open again.
            if (await devices.WasInDeletedChatAsync(token)) return new Refused(Reason.ChatDeleted);
            cookies.ClearChatUser(http, chat_id);
        }

        if (await SessionOfAsync(http, chat_id, grains) is not { } session) return TypedResults.Ok(JoinProgressView.Beginning);
        var progress = await session.Progress();
        return TypedResults.Ok(progress.Value is { } stands ? Show(stands, http, cookies) : JoinProgressView.Beginning);
    }

    private static async Task<Results<Ok<JoinProgressView>, Refused>> GivePasswordAsync(
        string chat_id, PasswordRequest body, HttpContext http, IGrainFactory grains, Cookies cookies, CredentialGate gate)
    {
        if (PasswordSpelling.Trimmed(body.Password ?? "").Length == 0) return new Refused(Refusal.Mistyped("password", "refusal.password.missing"));
        var secret = await gate.NewSecretAsync(OwnerOf(chat_id));
        var answer = await Session(grains, secret).GivePassword(chat_id, body.Password!, ClientAddress.Of(http).ToString());
        if (answer.Refusal is { } refusal) return new Refused(refusal);
        cookies.SetJoinSession(http, chat_id, secret);
        return TypedResults.Ok(JoinProgressView.Of(answer.Value!, Now(http)));
    }

    private static async Task<Results<Ok<JoinProgressView>, Refused>> GiveIdentityAsync(
        string chat_id, IdentityRequest body, HttpContext http, IGrainFactory grains, Cookies cookies)
    {
        var person = new PersonDetails(body.Name ?? "", body.Surname ?? "", body.Email ?? "");
        var answer = await StepAsync(chat_id, http, grains, cookies, session => session.GiveIdentity(person, ClientAddress.Of(http).ToString()));
        // The session refuses by the first field that is wrong; who fills in a form is told of all of them.
        return answer.Result is Refused { StatusCode: StatusCodes.Status422UnprocessableEntity } && Identity.Wrong(person) is { Count: > 0 } wrong
            ? Refused.Fields(wrong)
            : answer;
    }

    private static Task<Results<Ok<JoinProgressView>, Refused>> GiveCodeAsync(
        string chat_id, CodeRequest body, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => http.RequestServices.GetRequiredService<CodeRateLimiter>()
            .TryAsync(http, CodeRateLimiter.Entrance.Join, () => session.GiveCode(body.Code ?? "")));

    private static Task<Results<Ok<JoinProgressView>, Refused>> SendNewCodeAsync(
        string chat_id, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => session.SendNewCodeFrom(ClientAddress.Of(http).ToString()));

    private static Task<Results<Ok<JoinProgressView>, Refused>> GoBackAsync(
        string chat_id, HttpContext http, IGrainFactory grains, Cookies cookies) =>
        StepAsync(chat_id, http, grains, cookies, session => session.GoBack());

    private static async Task<Results<Ok<JoinProgressView>, Refused>> StepAsync(
        string chatId, HttpContext http, IGrainFactory grains, Cookies cookies, Func<IJoinSessionGrain, Task<Answer<JoinProgress>>> step)
    {
        if (await SessionOfAsync(http, chatId, grains) is not { } session) return new Refused(Reason.SessionExpired);
        var answer = await step(session);
        if (answer.Refusal is { Reason: Reason.NotAllowed } removed) return new Refused(removed with { Key = RefusalText.RemovedByCompany });
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

        return JoinProgressView.Of(progress, Now(http));
    }

    private static async Task<IJoinSessionGrain?> SessionOfAsync(HttpContext http, string chatId, IGrainFactory grains)
    {
        if (!Secrets.IsId(chatId) || Cookies.JoinSession(http.Request, chatId) is not { } secret) return null;
        await http.RequestServices.GetRequiredService<CredentialGate>().PassAsync(http, OwnerOf(chatId), secret);
        return Session(grains, secret);
    }

    private static string OwnerOf(string chatId) => $"join/{chatId}";

    private static IJoinSessionGrain Session(IGrainFactory grains, string secret) =>
        grains.GetGrain<IJoinSessionGrain>(Secrets.Hash(secret));

    private static DateTimeOffset Now(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
