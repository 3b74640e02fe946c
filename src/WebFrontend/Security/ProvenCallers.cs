namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// The credentials that have shown lately that they are good, each with the network it came from: they have a budget of calls of their own.
/// Whatever else a request bears counts as nothing, or anybody could make up a fresh budget with each call. Looking costs a hash and no
/// call to a grain.
/// </summary>
/// <remarks>In this process's memory, as two generations: what was not seen through a whole one is forgotten.</remarks>
internal sealed class ProvenCallers(TimeProvider time)
{
    private const int MostOfGeneration = 50_000;
    private static readonly TimeSpan Generation = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private HashSet<string> _young = [];
    private HashSet<string> _old = [];
    private DateTimeOffset _since = time.GetUtcNow();

    /// <summary>The caller's own key, when its credential has proven good; null for everybody else.</summary>
    public string? Find(HttpContext http)
    {
        if (KeyOf(http) is not { } key) return null;
        lock (_gate)
        {
            Turn();
            if (_young.Contains(key)) return key;
            if (!_old.Remove(key)) return null;
            _young.Add(key);
            return key;
        }
    }

    /// <summary>The request's credential was checked, and is good or not.</summary>
    public void Note(HttpContext http, bool good)
    {
        if (KeyOf(http) is not { } key) return;
        lock (_gate)
        {
            Turn();
            if (good)
            {
                _young.Add(key);
                return;
            }

            _young.Remove(key);
            _old.Remove(key);
        }
    }

    private void Turn()
    {
        var now = time.GetUtcNow();
        if (now - _since < Generation && _young.Count < MostOfGeneration) return;
        (_old, _young, _since) = (_young, [], now);
    }

    private static string? KeyOf(HttpContext http)
    {
        var credential = Authentication.BearerOf(http.Request)
            ?? (Authentication.ChatOf(http.Request) is { } chatId ? Cookies.ChatUser(http.Request, chatId)?.ToString() : null);
        return string.IsNullOrEmpty(credential) ? null : $"{ClientAddress.NetworkOf(http)} {Secrets.Hash(credential)}";
    }
}
