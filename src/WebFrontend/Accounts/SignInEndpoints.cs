using ConnectNow.Accounts;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Accounts;

/// <summary>The pages' calls for signing a browser in to every chat that an address is in.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup("/api/sign-in").WithTags("Signing in").WithMetadata(WayIn.SignIn);
        signIn.MapPost("", AskAsync)
            .WithSummary("Ask for a code")
            .WithDescription("Always 202: a code is mailed if the address is in any chat.")
            .Refuses(Reason.InvalidField, Reason.TooManyCodes);
        signIn.MapPost("/code", GiveCodeAsync)
            .WithSummary("Type in the code")
            .WithDescription("Sets the cookies of all chats that the address is in.")
            .Refuses(Reason.SessionExpired, Reason.WrongCode, Reason.CodeExpired);
    }

    private static async Task<Results<Accepted, Refused>> AskAsync(EmailRequest body, HttpContext http, IGrainFactory grains, Cookies cookies)
    {
        var check = new FieldCheck();
        var email = check.Take(Identity.Email(body.Email));
        if (check.Refused is { } refused) return refused;
        var (account, secret) = (Secrets.Hash(email), Secrets.NewSecret());
        var mailed = await grains.GetGrain<IAccountGrain>(account).MailCode(email, Secrets.Hash(secret));
        if (mailed.Refusal is { } refusal) return new Refused(refusal);
        cookies.SetSignInSession(http, secret, account);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Ok<SignedInView>, Refused>> GiveCodeAsync(
        CodeRequest body, HttpContext http, IGrainFactory grains, Cookies cookies, SecurityEvents events)
    {
        if (Cookies.SignInSession(http.Request) is not var (secret, account))
            return new Refused(Reason.SessionExpired, "This attempt to sign in is over. Begin again with your email address.");
        var device = http.Request.Headers.UserAgent.ToString();
        var signedIn = await grains.GetGrain<IAccountGrain>(account).SignIn(Secrets.Hash(secret), body.Code ?? "", device);
        if (signedIn.Refusal is { } refusal) return new Refused(refusal);
        foreach (var chat in signedIn.Value) cookies.SetChatUser(http, new ChatUserToken(chat.ChatId, chat.ParticipantId, chat.DeviceSecret));
        cookies.ClearSignInSession(http);
        events.SignedIn(signedIn.Value.Length);
        return TypedResults.Ok(new SignedInView(signedIn.Value.Length));
    }
}

/// <summary>An email address.</summary>
internal sealed record EmailRequest(string? Email);

/// <summary>The code that was mailed.</summary>
internal sealed record CodeRequest(string? Code);

/// <summary>How many chats the browser is now signed in to.</summary>
internal sealed record SignedInView(int Chats);
