using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Participants;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Accounts;

/// <summary>
/// How a program gets a chat-user token: it names an address, the person reads the code in their mail, the program sends it back.
/// Nothing here tells whether an address is in the chat, or whether there is such a chat.
/// </summary>
internal static class ChatTokenEndpoints
{
    private const int FreeTries = 10;

    private static readonly Refusal WrongCode = new(Reason.WrongCode) { Field = "auth_code" };

    public static void MapChatTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/chats/{chat_id}/users/get-token", GetTokenAsync).WithTags("Tokens").WithMetadata(WayIn.SignIn)
            .WithSummary("Get a chat-user token by a code sent to the person's address")
            .WithDescription("With `email` alone: 202, and a code is on its way if the address is in the chat. With `email` and `auth_code`: the token.")
            .Refuses(Reason.InvalidField, Reason.WrongCode, Reason.TooManyTries);

    private static async Task<Results<Ok<TokenView>, Accepted, Refused>> GetTokenAsync(
        string chat_id, TokenRequest body, HttpContext http, IGrainFactory grains, Devices devices, SecurityEvents events)
    {
        var check = new FieldCheck();
        var email = check.Take(Identity.Email(body.Email));
        if (check.Refused is { } refused) return refused;
        var throttle = grains.GetGrain<IThrottleGrain>($"get-token/{Secrets.Hash($"{ClientAddress.Of(http)} {chat_id} {email}")}");
        var tries = await throttle.Take(FreeTries);
        if (tries.Wait is { } wait) return new Refused(new Refusal(Reason.TooManyTries) { RetryAfter = wait });

        var person = Secrets.IsId(chat_id) ? await grains.GetGrain<IChatGrain>(chat_id).FindByEmail(email) : null;
        var participant = person is { Standing: Standing.Active } ? grains.GetGrain<IParticipantGrain>($"{chat_id}/{person.Id}") : null;
        if (body.AuthCode is not { } code)
        {
            // Not awaited: the time a mail takes would tell whether there was one to send. Too many codes are refused by sending none.
            participant?.MailTokenCode().Ignore();
            return TypedResults.Accepted((string?)null);
        }

        if (participant is null || (await participant.RedeemTokenCode(code)).IsRefused) return new Refused(WrongCode);
        await throttle.Forget();
        var token = await devices.SignInAsync(chat_id, person!, http.Request.Headers.UserAgent.ToString());
        events.SignedIn(chats: 1);
        return TypedResults.Ok(new TokenView(token.ToString()));
    }
}

/// <summary>An address, and the code that was sent to it.</summary>
internal sealed record TokenRequest(string? Email, string? AuthCode);

/// <summary>A chat-user token: a secret, shown this once.</summary>
internal sealed record TokenView(string Token);
