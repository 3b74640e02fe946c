using System.Collections.Concurrent;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Telemetry;

/// <summary>
/// Counts and notes what an operator must be able to see of attempts to get in, and of those who got in (OWASP ASVS 5.0, 16.3.1 and
/// 16.3.2). Never by whom: no address, name, code, token or password. What may come in floods is noted once in ten seconds, with how often.
/// </summary>
internal sealed partial class SecurityEvents(FrontendMeter meter, TimeProvider time, ILogger<SecurityEvents> logger)
{
    /// <summary>More than people's own mistakes.</summary>
    private const long Flood = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Event, string Reason), LogThrottle> _bursts = new();

    /// <summary>A person has joined a chat by its page.</summary>
    public void Joined(string chatId)
    {
        meter.Joined();
        LogJoined(chatId);
    }

    /// <summary>A browser or a program has signed in by a code.</summary>
    public void SignedIn(int chats)
    {
        meter.SignedIn();
        LogSignedIn(chats);
    }

    /// <summary>A hub call came too fast.</summary>
    public void HubCallRefused() => RateLimited("hub");

    /// <summary>The operator's token, or what stands for it, was wrong.</summary>
    public void OperatorRefused() => AccessRefused("wrong_operator_token");

    /// <summary>The operator has signed in.</summary>
    public void OperatorSignedIn() => LogOperatorSignedIn();

    /// <summary>A request was refused.</summary>
    /// <param name="http">The request.</param>
    /// <param name="reason">As it was answered.</param>
    /// <param name="more">What the reason alone does not tell.</param>
    public void Refused(HttpContext http, Reason reason, string? more)
    {
        var wayIn = http.GetEndpoint()?.Metadata.GetMetadata<EntryPointTag>();
        if (reason == Reason.TooFast) RateLimited(http.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) ? "connections" : "api");
        else if (more is not null) AccessRefused(more);
        else if (wayIn == EntryPointTag.Join) JoinRefused(SnakeCase<Reason>.Of(reason));
        else if (wayIn == EntryPointTag.SignIn) SignInRefused(SnakeCase<Reason>.Of(reason));
        else if (reason == Reason.NotInChat) AccessRefused(BearsCredential(http.Request) ? "wrong_credential" : "no_credential");
        else if (reason == Reason.NotAllowed) AccessRefused("not_allowed");
    }

    private static bool BearsCredential(HttpRequest request) => Authentication.BearerOf(request) is not null || request.Cookies.Count > 0;

    private void JoinRefused(string reason)
    {
        meter.JoinRefused(reason);
        Note("join", reason);
    }

    private void SignInRefused(string reason)
    {
        meter.SignInRefused(reason);
        Note("sign-in", reason);
    }

    private void AccessRefused(string reason)
    {
        meter.AccessRefused(reason);
        Note("access", reason);
    }

    private void RateLimited(string limit)
    {
        meter.RateLimited(limit);
        Note("rate limit", limit);
    }

    private void Note(string what, string reason)
    {
        var times = _bursts.GetOrAdd((what, reason), static (_, time) => new LogThrottle(time, Pause), time).Take();
        if (times > 0) LogRefused(times < Flood ? LogLevel.Information : LogLevel.Warning, what, reason, times);
    }

    [LoggerMessage(Message = "Refused: {Event}, {Reason}, {Times} since it was last logged.")]
    private partial void LogRefused(LogLevel level, string @event, string reason, long times);

    [LoggerMessage(LogLevel.Information, "A person joined chat {ChatId}.")]
    private partial void LogJoined(string chatId);

    [LoggerMessage(LogLevel.Information, "A person signed in to {Chats} chats by a code.")]
    private partial void LogSignedIn(int chats);

    [LoggerMessage(LogLevel.Information, "The operator signed in.")]
    private partial void LogOperatorSignedIn();
}
