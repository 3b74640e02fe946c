using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Mailing;
using ConnectNow.Participants;
using ConnectNow.Sealing;
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
    private static readonly Refusal WrongCode = new(Reason.WrongCode) { Field = "auth_code" };

    public static void MapChatTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/chats/{chat_id}/users/get-token", GetTokenAsync).WithTags("Tokens").WithMetadata(EntryPointTag.SignIn)
            .WithName("getToken").WithSummary("Get a chat-user token by a code sent to the person's address")
            .WithDescription("With `email` alone: 202 with a `request_id`, and a code is on its way if the address is in the chat. With `email`, `auth_code` and `request_id`: the token. Without `request_id` the code is good from the network that asked for it.")
            .Refuses(Reason.InvalidField, Reason.WrongCode, Reason.TooManyTries);

    private static async Task<Results<Ok<TokenAnswerView>, Accepted<TokenAnswerView>, Refused>> GetTokenAsync(
        string chat_id, TokenRequest body, HttpContext http, [AsParameters] TokenServices services)
    {
        var check = new FieldCheck();
        var email = check.Take(Identity.Email(body.Email));
        if (check.Refused is { } refused) return refused;
        if (body.AuthCode is null)
        {
            // The same whether the address is in the chat or not.
            if (await MailReach.Check(services.Grains, email) is { } unreachable) return new Refused(unreachable);
            if (await services.Limiter.AskAsync(http, CodeRateLimiter.Entrance.Token) is { } wait) return new Refused(new Refusal(Reason.TooManyTries) { RetryAfter = wait });
            return TypedResults.Accepted((string?)null, new TokenAnswerView(null, await services.Pace.AnswerAsync(() => AskAsync(chat_id, email, http, services))));
        }

        var redeemed = await services.Limiter.TryAsync(http, CodeRateLimiter.Entrance.Token, () => services.Pace.AnswerAsync(() => RedeemAsync(chat_id, email, body, http, services)));
        return redeemed.Value is { } token ? TypedResults.Ok(new TokenAnswerView(token, null)) : new Refused(redeemed.Refusal!);
    }

    private static async Task<string> AskAsync(string chatId, string email, HttpContext http, TokenServices services)
    {
        var person = await FindAsync(chatId, email, services);
        var wait = await services.Limiter.AskAboutAsync(http, CodeRateLimiter.Entrance.Token, await services.Seal.NameOf(PersonalNames.Account, $"{chatId} {email}"), () => Task.FromResult(IsOwner(http, chatId, person)));
        var requestId = Secrets.NewSecret();
        var network = await services.Limiter.NetworkOf(http);
        // Not awaited: the time a mail takes would tell whether there was one to send. Too many codes are refused by sending none.
        if (person is not null)
            ParticipantOf(chatId, person, services).AskForTokenCode(new CodeAsk { Session = Secrets.Hash(requestId), Network = network, MayMail = wait is null }).Ignore();
        return requestId;
    }

    private static async Task<Answer<string>> RedeemAsync(
        string chatId, string email, TokenRequest body, HttpContext http, TokenServices services)
    {
        var person = await FindAsync(chatId, email, services);
        var tried = new CodeTry
        {
            Session = string.IsNullOrEmpty(body.RequestId) ? null : Secrets.Hash(body.RequestId),
            Network = await services.Limiter.NetworkOf(http),
            Code = body.AuthCode!,
        };
        if (person is null || (await ParticipantOf(chatId, person, services).TryTokenCode(tried)).IsRefused) return WrongCode;
        // The code has shown that the address is the person's: the chat notes it, and what was issued before ends.
        var proven = await services.Grains.GetGrain<IChatGrain>(chatId).Admit(new AdmissionRequest
        {
            Name = person.Name,
            Surname = person.Surname,
            Email = person.Email,
            Verified = true,
            Attempt = Secrets.NewId(),
        });
        if (proven.Value is not { } admission) return WrongCode;
        var token = await services.Devices.SignInAsync(chatId, admission.Participant, http.Request.Headers.UserAgent.ToString());
        services.Events.SignedIn(chats: 1);
        return token.ToString();
    }

    private static async Task<Participant?> FindAsync(string chatId, string email, TokenServices services) =>
        Secrets.IsId(chatId) && await services.Grains.GetGrain<IChatGrain>(chatId).FindByEmail(email) is { Standing: Standing.Active } person ? person : null;

    private static IParticipantGrain ParticipantOf(string chatId, Participant person, TokenServices services) =>
        services.Grains.GetGrain<IParticipantGrain>($"{chatId}/{person.Id}");

    private static bool IsOwner(HttpContext http, string chatId, Participant? person) =>
        person is not null && http.User.ChatId() == chatId && http.User.ParticipantId() == person.Id;

    /// <summary>What all of it needs.</summary>
    internal sealed record TokenServices(
        IGrainFactory Grains, Devices Devices, SecurityEvents Events, CodeRateLimiter Limiter, EvenPace Pace, Seal Seal);
}

/// <summary>An address; then also the code that was sent to it, and the id that the request for it was answered with.</summary>
internal sealed record TokenRequest(
    [property: Required, StringLength(ChatLimits.EmailLength, MinimumLength = 1)] string? Email,
    string? AuthCode,
    string? RequestId);

/// <summary>
/// One shape for both answers, since clients that are generated know one type of success: after asking, the id of the request (sent with
/// the code, nobody else's tries count against it); after the code, the token.
/// </summary>
internal sealed record TokenAnswerView(string? Token, string? RequestId);

/// <summary>A chat-user token: a secret, shown this once.</summary>
internal sealed record TokenView(string Token);
