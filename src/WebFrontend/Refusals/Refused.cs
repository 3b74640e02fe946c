using System.Globalization;
using ConnectNow.Languages;
using ConnectNow.WebFrontend.Telemetry;
using ConnectNow.WebFrontend.Wire;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>A refusal as an answer: an RFC 9457 problem, with the waiting time and the challenge in their headers.</summary>
internal sealed class Refused : IResult, IStatusCodeHttpResult
{
    private readonly Refusal _refusal;
    private readonly string? _sentence;
    private IReadOnlyList<Refusal> _fields;

    /// <param name="refusal">What is refused, and why.</param>
    /// <param name="sentence">A sentence that fits better than the reason's own, for programs: in English.</param>
    public Refused(Refusal refusal, string? sentence = null)
    {
        _refusal = refusal;
        _sentence = sentence;
        _fields = refusal.Field is null ? [] : [refusal];
    }

    public Refused(Reason reason, string? sentence = null) : this(new Refusal(reason), sentence)
    {
    }

    /// <summary>The first blocks of an upload that have not arrived.</summary>
    public IReadOnlyList<int>? Missing { get; init; }

    /// <summary>What operators are told, where it is more than the reason.</summary>
    public string? NotedAs { get; init; }

    public int? StatusCode => RefusalText.StatusOf(_refusal.Reason);

    /// <summary>Several fields are wrong: the sentence is about the first, <c>errors</c> names each.</summary>
    public static Refused Fields(IReadOnlyList<Refusal> wrong) => new(wrong[0]) { _fields = wrong };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.RequestServices.GetRequiredService<SecurityEvents>().Refused(httpContext, _refusal.Reason, NotedAs);
        var headers = httpContext.Response.Headers;
        if (Seconds is { } seconds) headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (StatusCode == StatusCodes.Status401Unauthorized) headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"ConnectNow\"";
        var language = httpContext.LanguageOfReader();
        return ProblemIn(language).ToResult(language).ExecuteAsync(httpContext);
    }

    private int? Seconds => _refusal.RetryAfter is { } wait
        ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
        : StatusCode is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests ? 1 : null;

    private Problem ProblemIn(Language language) => new()
    {
        Title = RefusalText.TitleOf(_refusal.Reason, language),
        Status = RefusalText.StatusOf(_refusal.Reason),
        Detail = _sentence ?? RefusalText.SentenceOf(_refusal, language),
        Reason = RefusalText.NameOf(_refusal.Reason),
        TriesLeft = _refusal.TriesLeft,
        RetryAfter = Seconds,
        Limit = _refusal.Limit,
        LimitBytes = _refusal.LimitBytes,
        Company = _refusal.Company,
        Field = _refusal.Field,
        Missing = Missing,
        Errors = _fields.Count == 0
            ? null
            : _fields.GroupBy(wrong => wrong.Field!).ToDictionary(wrong => wrong.Key, wrong => wrong.Select(each => RefusalText.SentenceOf(each, language)).ToArray()),
    };
}
