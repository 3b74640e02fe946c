using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Makes every answer that is no success a problem (RFC 9457).</summary>
internal static class RefusalsExtensions
{
    public static IServiceCollection AddRefusals(this IServiceCollection services)
    {
        // The exception handler asks for it; every problem that leaves us is our own.
        services.AddProblemDetails();
        services.AddExceptionHandler<FaultHandler>();
        return services;
    }

    public static void UseRefusals(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context => Explain(context.HttpContext).ExecuteAsync(context.HttpContext));
    }

    /// <summary>For what the framework refuses before any of our code is asked.</summary>
    private static IResult Explain(HttpContext http)
    {
        var language = http.LanguageOfReader();
        return http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new Refused(new Refusal(Reason.NotFound) { Key = RefusalText.NothingHere }),
            StatusCodes.Status405MethodNotAllowed => Problem.Of(Reason.MethodNotAllowed, language, $"This address answers {http.Response.Headers.Allow} only.").ToResult(language),
            StatusCodes.Status408RequestTimeout => Problem.Of(Reason.TooSlow, language).ToResult(language),
            StatusCodes.Status413PayloadTooLarge => FaultHandler.TooLarge(http, http.GetEndpoint(), http.RequestServices.GetRequiredService<Settings>().Limits),
            StatusCodes.Status415UnsupportedMediaType => Problem.Of(Reason.NotJson, language).ToResult(language),
            var status => Problem.Of(status, "unreadable", language).ToResult(language),
        };
    }
}
