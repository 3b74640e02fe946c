using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Authentication;
using Orleans.Dashboard;

namespace ConnectNow.WebFrontend.Operator;

/// <summary>
/// Orleans' dashboard, for the holder of the operator's token; nothing of it, not even its address, without one in the settings. It can
/// show neither the state of a grain nor a log: these hold what people say and who they are.
/// </summary>
internal static class OperatorEndpoints
{
    public const string SignInPath = "/operator";

    private const string DashboardPath = "/operator/dashboard";

    // The dashboard styles itself as it goes. Nothing else of ours may, and it gets nothing from elsewhere.
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    public static void AddOperator(this IServiceCollection services, Settings settings)
    {
        if (settings.Operator is not { } token) return;
        services.AddSingleton(token);
        services.AddSingleton<OperatorSession>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, OperatorAuthentication>(OperatorAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(
            OperatorAuthentication.SchemeName, policy => policy.AddAuthenticationSchemes(OperatorAuthentication.SchemeName).RequireAuthenticatedUser());
    }

    public static void MapOperator(this WebApplication app)
    {
        if (app.Services.GetService<OperatorToken>() is null) return;
        var signIn = app.MapGroup(SignInPath).ExcludeFromDescription();
        signIn.MapGet("", () => OperatorPage.Saying(null));
        signIn.MapGet("/style.css", () => OperatorPage.Style);
        signIn.MapPost("/sign-in", SignInAsync);
        signIn.MapPost("/sign-out", SignOut);
        app.MapOrleansDashboard(DashboardPath).ExcludeFromDescription().RequireAuthorization(OperatorAuthentication.SchemeName).AddEndpointFilter((call, next) =>
        {
            if (IsPrivate(call.HttpContext)) return ValueTask.FromResult<object?>(new Refused(Reason.NotFound));
            call.HttpContext.Response.Headers.ContentSecurityPolicy = DashboardPolicy;
            return next(call);
        });
    }

    /// <summary>Whether it would answer with what a grain holds.</summary>
    private static bool IsPrivate(HttpContext http) =>
        (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.EndsWith("/GrainState", StringComparison.OrdinalIgnoreCase) is not false;

    private static async Task<IResult> SignInAsync(HttpContext http, OperatorSession session, Cookies cookies)
    {
        var given = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(http.RequestAborted))["token"].ToString() : null;
        if (await session.TryAsync(http, given) is { } refusal)
        {
            return refusal.Reason == Reason.TooManyTries
                ? new Refused(refusal)
                : OperatorPage.Saying("That is not the operator's token.", StatusCodes.Status403Forbidden);
        }

        cookies.SetOperator(http, session.Begin(), OperatorSession.Lifetime);
        return new SeeOther($"{DashboardPath}/");
    }

    private static SeeOther SignOut(HttpContext http, Cookies cookies)
    {
        cookies.ClearOperator(http);
        return new SeeOther(SignInPath);
    }

    /// <summary>To be fetched, whatever was sent here.</summary>
    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
