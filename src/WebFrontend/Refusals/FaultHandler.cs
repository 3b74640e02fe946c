using System.Data.Common;
using System.Text.Json;
using ConnectNow.WebFrontend.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Turns what could not be read, and what went wrong, into problems that say nothing of our insides.</summary>
internal sealed partial class FaultHandler(Settings settings, ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ResultOf(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Whether the engine or its storage could not be asked just now, which asking again cures.</summary>
    public static bool IsUnavailable(Exception exception) => exception is TimeoutException or OrleansException or DbException or IOException;

    private IResult ResultOf(Exception exception, HttpContext http)
    {
        // The endpoint is taken out of the context before the handler is asked.
        var endpoint = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (exception is BadHttpRequestException bad) return Unreadable(bad, endpoint);
        if (IsUnavailable(exception))
        {
            LogUnavailable(exception, http.Request.Method, endpoint?.DisplayName);
            return new Refused(Reason.Unavailable);
        }

        LogFault(exception, http.Request.Method, endpoint?.DisplayName);
        return TypedResults.Problem(
            title: "Something went wrong", statusCode: StatusCodes.Status500InternalServerError,
            detail: "That is a fault of this service, not yours. It was written down; try again in a moment.", type: "about:blank");
    }

    private IResult Unreadable(BadHttpRequestException bad, Endpoint? endpoint) => bad switch
    {
        { InnerException: JsonException json } => new Refused(Refusal.Invalid(FieldOf(json), "That is not what this field holds: see /openapi/v1.json.")),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem(bad.StatusCode, "Too large", TooLarge(endpoint, settings.Limits)),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problem(bad.StatusCode, "Not JSON", "Send JSON, with the header Content-Type: application/json."),
        { StatusCode: StatusCodes.Status400BadRequest } => new Refused(Refusal.Invalid("body", "The call could not be read: its body must be one JSON object.")),
        _ => Problem(bad.StatusCode, "Not a good request", "The call could not be read."),
    };

    /// <summary>How much a call takes, in a sentence: what it says for itself, or what every call takes.</summary>
    public static string TooLarge(Endpoint? endpoint, Limits limits)
    {
        var most = endpoint?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? limits.BodyBytes;
        return $"That is more than this call takes: at most {RefusalText.InWords(most)}.";
    }

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(title: title, statusCode: status, detail: detail, type: "about:blank");

    /// <summary><c>$.name</c> and <c>$.name[0]</c> are the field <c>name</c>; a body that is no JSON at all has no field.</summary>
    private static string FieldOf(JsonException json) => json.Path is ['$', '.', .. var path] ? path.Split('.', '[')[0] : "body";

    [LoggerMessage(LogLevel.Warning, "{Method} {Endpoint}: the engine did not answer")]
    private partial void LogUnavailable(Exception exception, string method, string? endpoint);

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFault(Exception exception, string method, string? endpoint);
}
