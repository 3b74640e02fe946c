using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>A refusal as an answer: an RFC 9457 problem, with the waiting time and the challenge in their headers.</summary>
internal sealed class Refused(Refusal refusal, string? sentence = null) : IResult, IStatusCodeHttpResult
{
    public Refused(Reason reason, string? sentence = null) : this(new Refusal(reason), sentence)
    {
    }

    public int? StatusCode => RefusalText.StatusOf(refusal.Reason);

    public static implicit operator Refused(Refusal refusal) => new(refusal);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var status = RefusalText.StatusOf(refusal.Reason);
        var headers = httpContext.Response.Headers;
        if (Seconds is { } seconds) headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized) headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"ConnectNow\"";
        return TypedResults.Problem(Problem(status)).ExecuteAsync(httpContext);
    }

    private int? Seconds => refusal.RetryAfter is { } wait
        ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
        : StatusCode is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests ? 1 : null;

    private ProblemDetails Problem(int status)
    {
        var detail = sentence ?? RefusalText.SentenceOf(refusal);
        var problem = new ProblemDetails { Type = "about:blank", Title = RefusalText.TitleOf(refusal.Reason), Status = status, Detail = detail };
        var more = problem.Extensions;
        more["reason"] = RefusalText.NameOf(refusal.Reason);
        if (refusal.TriesLeft is { } tries) more["tries_left"] = tries;
        if (Seconds is { } seconds) more["retry_after"] = seconds;
        if (refusal.Limit is { } limit) more["limit"] = limit;
        if (refusal.Company is { } company) more["company"] = company;
        if (refusal.Field is { } field)
        {
            more["field"] = field;
            more["errors"] = new Dictionary<string, string[]> { [field] = [detail] };
        }

        return problem;
    }
}
