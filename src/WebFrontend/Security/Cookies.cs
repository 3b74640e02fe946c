using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// The cookies of this service: what they are called, how long they live, and that no script and no other site gets at them.
/// </summary>
/// <remarks>
/// Over TLS their names begin with <c>__Host-</c>, or <c>__Secure-</c> where they are for one path: browsers then take them from this very
/// host alone, and not over plain HTTP (RFC 6265bis, section 4.1.3). What arrives without is not ours there.
/// </remarks>
internal sealed class Cookies(Settings settings)
{
    /// <summary>The longest that browsers keep a cookie.</summary>
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(400);

    private static readonly TimeSpan AttemptLifetime = TimeSpan.FromHours(1);

    private const string ChatPrefix = "cn-";
    private const string JoinPrefix = "cn-join-";
    private const string SignIn = "cn-sign-in";
    private const string OperatorName = "cn-operator";
    private const string OperatorPath = "/operator";
    private const string OfThisHost = "__Host-";
    private const string OverTls = "__Secure-";

    /// <summary>This browser's token for a chat, when its cookie has the form of one for this very chat.</summary>
    public static ChatUserToken? ChatUser(HttpRequest request, string chatId) =>
        ChatUserToken.TryParse(ValueOf(request, OfThisHost, ChatPrefix + chatId), out var token) && token.ChatId == chatId ? token : null;

    /// <summary>The chats for which this browser has a cookie, good or not.</summary>
    public static IEnumerable<string> Chats(HttpRequest request) =>
        request.Cookies.Keys.Select(WithoutPrefix).Where(name => name.StartsWith(ChatPrefix, StringComparison.Ordinal))
            .Select(name => name[ChatPrefix.Length..]).Where(Secrets.IsId).Distinct();

    public static string? JoinSession(HttpRequest request, string chatId) => SecretOf(request, JoinPrefix + chatId);

    /// <summary>The sign-in session: a secret, and the account it is about.</summary>
    public static (string Secret, string Account)? SignInSession(HttpRequest request) =>
        ValueOf(request, OverTls, SignIn)?.Split('.') is [var secret, { Length: 64 } account] && Secrets.IsSecret(secret) && account.All(char.IsAsciiHexDigitLower)
            ? (secret, account)
            : null;

    public void SetChatUser(HttpContext http, ChatUserToken token) =>
        Set(http, ChatPrefix + token.ChatId, token.ToString(), "/", DeviceLifetime);

    public void SetJoinSession(HttpContext http, string chatId, string secret) =>
        Set(http, JoinPrefix + chatId, secret, JoinPath(chatId), AttemptLifetime);

    public void SetSignInSession(HttpContext http, string secret, string account) =>
        Set(http, SignIn, $"{secret}.{account}", "/api/sign-in", AttemptLifetime);

    public void ClearChatUser(HttpContext http, string chatId) => Clear(http, ChatPrefix + chatId, "/");

    public void ClearJoinSession(HttpContext http, string chatId) => Clear(http, JoinPrefix + chatId, JoinPath(chatId));

    /// <summary>What the operator is known by.</summary>
    public static string? Operator(HttpRequest request) => ValueOf(request, OverTls, OperatorName);

    public void SetOperator(HttpContext http, string session, TimeSpan lifetime) =>
        Set(http, OperatorName, session, OperatorPath, lifetime);

    public void ClearOperator(HttpContext http) => Clear(http, OperatorName, OperatorPath);

    public void ClearSignInSession(HttpContext http) => Clear(http, SignIn, "/api/sign-in");

    private static string JoinPath(string chatId) => $"/api/chats/{chatId}/join";

    private static string? SecretOf(HttpRequest request, string name) =>
        ValueOf(request, OverTls, name) is { } secret && Secrets.IsSecret(secret) ? secret : null;

    private static string? ValueOf(HttpRequest request, string prefix, string name) =>
        request.Cookies[prefix + name] ?? (request.IsHttps ? null : request.Cookies[name]);

    private static string WithoutPrefix(string name) =>
        name.StartsWith(OfThisHost, StringComparison.Ordinal) ? name[OfThisHost.Length..] : name;

    private void Set(HttpContext http, string name, string value, string path, TimeSpan lifetime)
    {
        var options = Options(http, path);
        options.MaxAge = lifetime;
        http.Response.Cookies.Append(NameOf(name, options), value, options);
    }

    private void Clear(HttpContext http, string name, string path)
    {
        var options = Options(http, path);
        http.Response.Cookies.Delete(NameOf(name, options), options);
    }

    private static string NameOf(string name, CookieOptions options) => options switch
    {
        { Secure: false } => name,
        { Path: "/" } => OfThisHost + name,
        _ => OverTls + name,
    };

    private CookieOptions Options(HttpContext http, string path) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || settings.IsPublicOverTls,
        Path = path,
        IsEssential = true,
    };
}
