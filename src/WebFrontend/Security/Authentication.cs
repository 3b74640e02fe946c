using System.Text.Encodings.Web;
using ConnectNow.Companies;
using ConnectNow.Sealing;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ConnectNow.WebFrontend.Security;

/// <summary>The schemes by which a request shows who it speaks for, and the policies that endpoints ask for.</summary>
internal static class Authentication
{
    /// <summary>Picks the scheme by the form of the credential.</summary>
    private const string AnyCredential = "any";

    public const string ChatUserScheme = "chat-user";
    public const string CompanyScheme = "company";

    /// <summary>Only a participant, by cookie or token.</summary>
    public const string ChatUser = "chat-user";

    /// <summary>Only a company, by its API token.</summary>
    public const string Company = "company";

    /// <summary>Either of both.</summary>
    public const string ChatUserOrCompany = "chat-user-or-company";

    public static IServiceCollection AddCallerAuthentication(this IServiceCollection services)
    {
        services.TryAddSingleton<Seal>();
        services.AddSingleton<CredentialGate>();
        services.AddSingleton<CookieBudget>();
        services.AddSingleton<Devices>();
        services.AddSingleton<Cookies>();
        services.AddSingleton<ProvenCallers>();
        services.AddSingleton<CodeRateLimiter>();
        services.AddSingleton<EvenPace>();
        services.AddAuthentication(AnyCredential)
            .AddPolicyScheme(AnyCredential, null, options => options.ForwardDefaultSelector = http =>
                BearerOf(http.Request)?.StartsWith(CompanyToken.Prefix, StringComparison.Ordinal) is true ? CompanyScheme : ChatUserScheme)
            .AddScheme<AuthenticationSchemeOptions, ChatUserAuthentication>(ChatUserScheme, null)
            .AddScheme<AuthenticationSchemeOptions, CompanyAuthentication>(CompanyScheme, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(ChatUser, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.ParticipantId() is not null))
            .AddPolicy(Company, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.CompanyId() is not null))
            .AddPolicy(ChatUserOrCompany, policy => policy.RequireAuthenticatedUser());
        return services;
    }

    /// <summary>
    /// The token of <c>Authorization: Bearer</c>; null without that header. A header of another scheme counts as a token that is wrong.
    /// </summary>
    public static string? BearerOf(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header]) return request.Headers.Authorization.Count == 0 ? null : "";
        const string scheme = "Bearer ";
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : "";
    }

    /// <summary>The chat a request is about: in its path, or, for the hub, in its query.</summary>
    public static string? ChatOf(HttpRequest request) =>
        request.RouteValues.TryGetValue("chat_id", out var id) ? id as string
        : request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal) ? request.Query["chat"].ToString()
        : null;
}

/// <summary>A scheme whose 401 and 403 are problems like every other refusal.</summary>
internal abstract class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected AuthenticateResult Success(System.Security.Claims.ClaimsPrincipal user)
    {
        Note(good: true);
        return AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name));
    }

    protected AuthenticateResult GoodNoMore()
    {
        Note(good: false);
        return AuthenticateResult.Fail("The token is no longer valid.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        new Refused(Reason.NotInChat, Authentication.BearerOf(Request) is null ? RefusalText.NoCredential : RefusalText.WrongCredential).ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Refused(Reason.NotAllowed).ExecuteAsync(Context);

    private void Note(bool good) => Context.RequestServices.GetRequiredService<ProvenCallers>().Note(Context, good);
}

/// <summary>
/// A participant, by <c>Authorization: Bearer cnu_…</c> or, without that header, by the cookie of the chat the request is about.
/// </summary>
internal sealed class ChatUserAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Devices devices)
    : CallerAuthentication(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token) return AuthenticateResult.NoResult();
        return await devices.FindAsync(Context, token) is { } device
            ? Success(CallerClaims.ForParticipant(device.ChatId, device.Participant.Id, device.Participant.Stay, Scheme.Name))
            : GoodNoMore();
    }

    private static ChatUserToken? TokenOf(HttpRequest request)
    {
        if (Authentication.BearerOf(request) is { } bearer) return ChatUserToken.TryParse(bearer, out var token) ? token : null;
        return Authentication.ChatOf(request) is { } chatId ? Cookies.ChatUser(request, chatId) : null;
    }
}

/// <summary>A company, by <c>Authorization: Bearer cnc_…</c>.</summary>
internal sealed class CompanyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IGrainFactory grains, CredentialGate gate)
    : CallerAuthentication(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!CompanyToken.TryParse(Authentication.BearerOf(Request), out var token)) return AuthenticateResult.NoResult();
        var isSealed = await gate.PassAsync(Context, token.CompanyId, token.Secret);
        if (!await grains.GetGrain<ICompanyGrain>(token.CompanyId).Authenticate(token.Secret)) return GoodNoMore();
        if (!isSealed) gate.Remember(token.CompanyId, token.Secret);
        return Success(CallerClaims.ForCompany(token.CompanyId, Scheme.Name));
    }
}
