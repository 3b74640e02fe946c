using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using ConnectNow.Languages;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Turns what could not be read, and what went wrong, into problems that say nothing of our insides.</summary>
internal sealed partial class FaultHandler(Settings settings, Readiness readiness, ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ResultOf(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Whether the engine or its storage could not be asked just now, which asking again cures.</summary>
    public static bool IsUnavailable(Exception exception) =>
        !ProgramParts.IsMissing(exception) && exception is TimeoutException or OrleansException or DbException or IOException;

    private IResult ResultOf(Exception exception, HttpContext http)
    {
        // The endpoint is taken out of the context before the handler is asked.
        var endpoint = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (exception is BadHttpRequestException bad) return Unreadable(bad, endpoint, http);
        if (exception is CredentialBudgetException budget) return new Refused(new Refusal(Reason.TooFast) { RetryAfter = budget.Wait });
        if (IsUnavailable(exception))
        {
            LogUnavailable(exception, http.Request.Method, endpoint?.DisplayName);
            return new Refused(Reason.Unavailable);
        }

        if (ProgramParts.IsMissing(exception))
        {
            readiness.Break();
            LogBroken(exception);
        }

        LogFault(exception, http.Request.Method, endpoint?.DisplayName);
        return Problem.Of(StatusCodes.Status500InternalServerError, "fault", http.LanguageOfReader()).ToResult(http.LanguageOfReader());
    }

    private IResult Unreadable(BadHttpRequestException bad, Endpoint? endpoint, HttpContext http) => bad switch
    {
        { InnerException: JsonException { InnerException: JsonException } broken } => new Refused(Refusal.Invalid("body", NoJson(broken))),
        { InnerException: JsonException json } => new Refused(Refusal.Invalid(FieldOf(json), "That is not what this field holds: see /openapi/v1.json.")),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(http, endpoint, settings.Limits),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problem.Of(Reason.NotJson, http.LanguageOfReader()).ToResult(http.LanguageOfReader()),
        { StatusCode: StatusCodes.Status408RequestTimeout } => Problem.Of(Reason.TooSlow, http.LanguageOfReader()).ToResult(http.LanguageOfReader()),
        { StatusCode: StatusCodes.Status400BadRequest } => new Refused(Refusal.Invalid("body", "The call could not be read: its body must be one JSON object.")),
        _ => Problem.Of(bad.StatusCode, "unreadable", http.LanguageOfReader()).ToResult(http.LanguageOfReader()),
    };

    /// <summary>How much a call takes: what it says for itself, or what every call takes.</summary>
    public static IResult TooLarge(HttpContext http, Endpoint? endpoint, Limits limits)
    {
        var language = http.LanguageOfReader();
        var most = endpoint?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? limits.BodyBytes;
        return Problem.Of(Reason.BodyTooLarge, language, Catalogue.Of(language).Text("refusal.bodyTooLargeOf", ("size", RefusalText.InWords(most, language)))).ToResult(language);
    }

    /// <summary>The reader's own fault is inside the serializer's: what came is no JSON, whatever it was to be.</summary>
    private static string NoJson(JsonException broken) => string.Create(
        CultureInfo.InvariantCulture,
        $"This is no JSON: at line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1} it ends too early or goes wrong. Mend it and send it again.");

    /// <summary><c>$.name</c> and <c>$.name[0]</c> are the field <c>name</c>; a body that is no JSON at all has no field.</summary>
    private static string FieldOf(JsonException json) => json.Path is ['$', '.', .. var path] ? path.Split('.', '[')[0] : "body";

    [LoggerMessage(LogLevel.Warning, "{Method} {Endpoint}: the engine did not answer.")]
    private partial void LogUnavailable(Exception exception, string method, string? endpoint);

    [LoggerMessage(LogLevel.Critical, "A part of the program could not be loaded, so this process is no longer ready: restart it.")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed.")]
    private partial void LogFault(Exception exception, string method, string? endpoint);
}
