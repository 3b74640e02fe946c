using System.Security.Claims;
using System.Text.Encodings.Web;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ConnectNow.WebFrontend.Operator;

/// <summary>The operator, by <c>Authorization: Bearer</c> with the token itself or by the cookie that signing in gives.</summary>
internal sealed class OperatorAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, OperatorSession session)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "operator";

    private Refusal? _refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Authentication.BearerOf(Request) is { } bearer)
        {
            _refusal = await session.TryAsync(Context, bearer);
            return _refusal is null ? Operator() : AuthenticateResult.Fail("Not the operator's token.");
        }

        return Cookies.Operator(Request) is { } known && session.IsGood(known) ? Operator() : AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal is { Reason: Reason.TooManyTries } wait) return new Refused(wait).ExecuteAsync(Context);
        if (_refusal is not null || !Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return new Refused(Reason.NotInChat, "This is for the operator of the service: Authorization: Bearer and the operator's token.") { NotedAs = "no_operator_token" }.ExecuteAsync(Context);
        Response.Redirect(OperatorEndpoints.SignInPath);
        return Task.CompletedTask;
    }

    private static AuthenticateResult Operator() =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(SchemeName)), SchemeName));
}
