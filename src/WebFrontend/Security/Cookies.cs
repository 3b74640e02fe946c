using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Security;

/// <summary>The cookies of this service: what they are called, how long they live, and that no script and no other site gets at them.</summary>
internal sealed class Cookies(Settings settings)
{
    /// <summary>The longest that browsers keep a cookie.</summary>
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(400);

    private static readonly TimeSpan AttemptLifetime = TimeSpan.FromHours(1);

    private const string ChatPrefix = "cn-";
    private const string JoinPrefix = "cn-join-";
    private const string SignIn = "cn-sign-in";

    /// <summary>This browser's token for a chat, when its cookie has the form of one for this very chat.</summary>
    public static ChatUserToken? ChatUser(HttpRequest request, string chatId) =>
        ChatUserToken.TryParse(request.Cookies[ChatPrefix + chatId], out var token) && token.ChatId == chatId ? token : null;

    /// <summary>The chats for which this browser has a cookie, good or not.</summary>
    public static IEnumerable<string> Chats(HttpRequest request) =>
        request.Cookies.Keys.Where(name => name.StartsWith(ChatPrefix, StringComparison.Ordinal)).Select(name => name[ChatPrefix.Length..]).Where(Secrets.IsId);

    public static string? JoinSession(HttpRequest request, string chatId) => SecretOf(request, JoinPrefix + chatId);

    /// <summary>The sign-in session: a secret, and the account it is about.</summary>
    public static (string Secret, string Account)? SignInSession(HttpRequest request) =>
        request.Cookies[SignIn]?.Split('.') is [var secret, { Length: 64 } account] && Secrets.IsSecret(secret) && account.All(char.IsAsciiHexDigitLower)
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

    public void ClearSignInSession(HttpContext http) => Clear(http, SignIn, "/api/sign-in");

    private static string JoinPath(string chatId) => $"/api/chats/{chatId}/join";

    private static string? SecretOf(HttpRequest request, string name) =>
        request.Cookies[name] is { } secret && Secrets.IsSecret(secret) ? secret : null;

    private void Set(HttpContext http, string name, string value, string path, TimeSpan lifetime)
    {
        var options = Options(http, path);
        options.MaxAge = lifetime;
        http.Response.Cookies.Append(name, value, options);
    }

    private void Clear(HttpContext http, string name, string path) => http.Response.Cookies.Delete(name, Options(http, path));

    private CookieOptions Options(HttpContext http, string path) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || settings.PublicUrl?.Scheme == Uri.UriSchemeHttps,
        Path = path,
        IsEssential = true,
    };
}
