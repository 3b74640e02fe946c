using ConnectNow.WebFrontend.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Makes every answer that is no success a problem (RFC 9457), whoever refuses.</summary>
internal static class RefusalsExtensions
{
    public static IServiceCollection AddRefusals(this IServiceCollection services)
    {
        // Nothing of ours can be looked up by a trace's id from outside, and equal refusals are to be equal.
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("trace_id"));
        services.AddExceptionHandler<FaultHandler>();
        return services;
    }

    public static void UseRefusals(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context => Explain(context.HttpContext).ExecuteAsync(context.HttpContext));
    }

    /// <summary>For what the framework refuses before any of our code is asked.</summary>
    private static IResult Explain(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Refused(Reason.NotFound, "There is nothing at this address. Check it and try again."),
        StatusCodes.Status405MethodNotAllowed => Problem(http, "Not this method", $"This address answers {http.Response.Headers.Allow} only."),
        StatusCodes.Status413PayloadTooLarge => Problem(http, "Too large", FaultHandler.TooLarge(http.GetEndpoint(), http.RequestServices.GetRequiredService<Settings>().Limits)),
        StatusCodes.Status415UnsupportedMediaType => Problem(http, "Not JSON", "Send JSON, with the header Content-Type: application/json."),
        _ => Problem(http, "Not a good request", "The call could not be read."),
    };

    private static ProblemHttpResult Problem(HttpContext http, string title, string detail) =>
        TypedResults.Problem(title: title, statusCode: http.Response.StatusCode, detail: detail, type: "about:blank");
}
