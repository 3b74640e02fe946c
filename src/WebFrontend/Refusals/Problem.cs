using System.Text.Json;
using System.Text.Json.Serialization;
using ConnectNow.Languages;
using ConnectNow.WebFrontend.Describing;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Refusals;

/// <summary>
/// Why a call was not done (RFC 9457): <c>reason</c> for programs, <c>detail</c> for people. The members after <c>reason</c> are there when
/// they apply.
/// </summary>
internal sealed record Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>Always <c>about:blank</c>.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The kind of problem, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>What happened and what to do next: a sentence to be shown as it is.</summary>
    public required string Detail { get; init; }

    /// <summary>For programs. Missing only where not even the call could be read (400) and for a fault of the service (500).</summary>
    [NamesOf(typeof(Reason)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Reason { get; init; }

    /// <summary>How many more tries there are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? TriesLeft { get; init; }

    /// <summary>Seconds to wait, as in the header <c>Retry-After</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? RetryAfter { get; init; }

    /// <summary>The number that is reached: people, chats, files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Limit { get; init; }

    /// <summary>The bytes that are allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? LimitBytes { get; init; }

    /// <summary>The name of the company whose plan or chat it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Company { get; init; }

    /// <summary>The first field that is wrong; <c>body</c> when it is the whole of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Field { get; init; }

    /// <summary>The first of the blocks that have not arrived.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<int>? Missing { get; init; }

    /// <summary>Every field that is wrong, with a sentence for each thing that is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What is refused before any of our code is asked for it.</summary>
    public static Problem Of(Reason reason, Language language, string? detail = null) => new()
    {
        Title = RefusalText.TitleOf(reason, language),
        Status = RefusalText.StatusOf(reason),
        Detail = detail ?? RefusalText.SentenceOf(new Refusal(reason), language),
        Reason = RefusalText.NameOf(reason),
    };

    /// <summary>What has no reason: the kind of problem and the sentence of the catalogues.</summary>
    public static Problem Of(int status, string key, Language language) => new()
    {
        Title = Catalogue.Of(language).Text($"refusal.title.{key}"),
        Status = status,
        Detail = Catalogue.Of(language).Text($"refusal.{key}"),
    };

    /// <summary>The answer, which says in what language it is, and that another reader may get another one.</summary>
    public IResult ToResult(Language language) => new Answer(this, language);

    private sealed class Answer(Problem problem, Language language) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ContentLanguage = language.Tag;
            httpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
            return TypedResults.Json(problem, (JsonSerializerOptions?)null, ContentType, problem.Status).ExecuteAsync(httpContext);
        }
    }
}
