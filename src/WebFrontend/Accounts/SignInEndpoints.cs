using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using ConnectNow.Accounts;
using ConnectNow.Chats;
using ConnectNow.Joining;
using ConnectNow.Sealing;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Accounts;

/// <summary>The pages' calls for signing a browser in to every chat that an address is in.</summary>
internal static class SignInEndpoints
{
    private const int CookiesAskedAbout = 8;
    private const int MostAccepted = 200;
    private static readonly Refusal Over = new(Reason.SessionExpired) { Key = RefusalText.SignInOver };

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup("/api/sign-in").WithTags("Signing in").WithMetadata(EntryPointTag.SignIn);
        signIn.MapPost("", AskAsync)
            .WithName("signIn").WithSummary("Ask for a code")
            .WithDescription("Always 202: a code is mailed if the address is in any chat. Asked for again too soon, the code that was sent works.")
            .Refuses(Reason.InvalidField, Reason.TooManyCodes);
        signIn.MapPost("/code", GiveCodeAsync)
            .WithName("signInWithCode").WithSummary("Type in the code")
            .WithDescription("Sets the cookies of all chats in which the address is proven. Chats that somebody has joined with it without that are in `offered`, for 10 minutes.")
            .Refuses(Reason.SessionExpired, Reason.WrongCode, Reason.CodeExpired, Reason.TooManyTries);
        signIn.MapPost("/chats", AcceptAsync)
            .WithName("openOfferedChats").WithSummary("Say which of the offered chats are one's own")
            .WithDescription("Sets their cookies. Whoever was in them under the address before is signed out.")
            .Refuses(Reason.SessionExpired, Reason.InvalidField);
    }

    private static async Task<Results<Accepted, Refused>> AskAsync(
        EmailRequest body, HttpContext http, IGrainFactory grains, [AsParameters] SignInServices services)
    {
        var check = new FieldCheck();
        var email = check.Take(Identity.Email(body.Email));
        if (check.Refused is { } refused) return refused;
        if (await services.Limiter.AskAsync(http, CodeRateLimiter.Entrance.SignIn) is { } tooMany) return TooMany(tooMany);
        return await services.Pace.AnswerAsync<Results<Accepted, Refused>>(async () =>
        {
            var account = await services.Gate.NameOfAsync(PersonalNames.Account, email);
            var wait = await services.Limiter.AskAboutAsync(http, CodeRateLimiter.Entrance.SignIn, account, () => IsOwnerAsync(http, services.Devices, email));
            var secret = await services.Gate.NewSecretAsync(account);
            var ask = new CodeAsk { Email = email, Session = Secrets.Hash(secret), Network = await services.Limiter.NetworkOf(http), MayMail = wait is null };
            var asked = await grains.GetGrain<IAccountGrain>(account).AskForCode(ask);
            if (asked.Refusal is { Reason: not Reason.TooManyCodes } refusal) return new Refused(refusal);
            if (asked.IsRefused) return TooMany(wait ?? TimeSpan.FromMinutes(1));
            services.Cookies.SetSignInSession(http, secret, account);
            return TypedResults.Accepted((string?)null);
        });
    }

    private static async Task<Results<Ok<SignedInView>, Refused>> GiveCodeAsync(
        CodeRequest body, HttpContext http, IGrainFactory grains, [AsParameters] SignInServices services, SecurityEvents events)
    {
        if (Cookies.SignInSession(http.Request) is not var (secret, account))
            return new Refused(Over);
        await services.Gate.PassAsync(http, account, secret);
        var device = http.Request.Headers.UserAgent.ToString();
        var signedIn = await services.Limiter.TryAsync(http, CodeRateLimiter.Entrance.SignIn, () =>
            services.Pace.AnswerAsync(() => grains.GetGrain<IAccountGrain>(account).SignIn(Secrets.Hash(secret), body.Code ?? "", device)));
        if (signedIn.Refusal is { } refusal) return new Refused(refusal);
        var offered = await grains.GetGrain<IAccountGrain>(account).Offers(Secrets.Hash(secret));
        if (offered.IsEmpty) services.Cookies.ClearSignInSession(http);
        return Show(signedIn.Value, offered, http, services.Cookies, events);
    }

    private static async Task<Results<Ok<SignedInView>, Refused>> AcceptAsync(
        OwnChatsRequest body, HttpContext http, IGrainFactory grains, [AsParameters] SignInServices services, SecurityEvents events)
    {
        if (body.Chats is { Count: > MostAccepted } || body.Chats?.All(Secrets.IsId) is false)
            return new Refused(Refusal.Invalid("chats", "chats is a list of ids of chats that were offered."));
        if (Cookies.SignInSession(http.Request) is not var (secret, account)) return new Refused(Over);
        await services.Gate.PassAsync(http, account, secret);
        var device = http.Request.Headers.UserAgent.ToString();
        var accepted = await grains.GetGrain<IAccountGrain>(account).Accept(Secrets.Hash(secret), [.. body.Chats ?? []], device);
        if (accepted.Refusal is { } refusal) return new Refused(refusal with { Key = RefusalText.SignInOver });
        services.Cookies.ClearSignInSession(http);
        return Show(accepted.Value, [], http, services.Cookies, events);
    }

    private static Ok<SignedInView> Show(
        ImmutableArray<SignedIn> signedIn, ImmutableArray<OfferedChat> offered, HttpContext http, Cookies cookies, SecurityEvents events)
    {
        foreach (var chat in signedIn) cookies.SetChatUser(http, new ChatUserToken(chat.ChatId, chat.ParticipantId, chat.DeviceSecret));
        events.SignedIn(signedIn.Length);
        return TypedResults.Ok(new SignedInView(
            signedIn.Length, [.. offered.Select(chat => new OfferedChatView(chat.ChatId, chat.ChatName, chat.CompanyName, chat.PersonName))]));
    }

    private static Refused TooMany(TimeSpan wait) => new(new Refusal(Reason.TooManyCodes) { RetryAfter = wait });

    /// <summary>Whether this browser is signed in, in some chat, as the person with this address.</summary>
    private static async Task<bool> IsOwnerAsync(HttpContext http, Devices devices, string email)
    {
        foreach (var chatId in Cookies.Chats(http.Request).Take(CookiesAskedAbout))
        {
            if (Cookies.ChatUser(http.Request, chatId) is { } token && await devices.FindAsync(http, token) is { } device && device.Participant.Email == email) return true;
        }

        return false;
    }

    /// <summary>What the calls of signing in need.</summary>
    internal sealed record SignInServices(Cookies Cookies, CredentialGate Gate, CodeRateLimiter Limiter, Devices Devices, EvenPace Pace);
}

/// <summary>An email address.</summary>
internal sealed record EmailRequest([property: Required, StringLength(ChatLimits.EmailLength, MinimumLength = 1)] string? Email);

/// <summary>The code that was mailed.</summary>
internal sealed record CodeRequest([property: Required] string? Code);

/// <summary>Which of the offered chats are one's own.</summary>
/// <param name="Chats">Their ids.</param>
internal sealed record OwnChatsRequest([property: Required] IReadOnlyList<string>? Chats);

/// <summary>What signing in has led to.</summary>
/// <param name="Chats">How many chats the browser is signed in to by this call.</param>
/// <param name="Offered">Chats that a person has joined with this address without showing that it is theirs: are they one's own?</param>
internal sealed record SignedInView(int Chats, IReadOnlyList<OfferedChatView> Offered);

/// <summary>A chat to be asked about.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Company">Whose chat it is.</param>
/// <param name="Person">The name that a person has given themselves there.</param>
internal sealed record OfferedChatView(string Id, string Name, string Company, string Person);
