namespace ConnectNow.Languages;

/// <summary>
/// The language in which the person behind a call reads. It goes with the call from grain to grain (Orleans' request context), so that no
/// method has to take it; a silo that does not know of it passes it on.
/// </summary>
public static class CallLanguage
{
    private const string Key = "connectnow.language";

    /// <summary>The tag; null for English, which costs no call a byte.</summary>
    public static string? Current
    {
        get => RequestContext.Get(Key) as string;
        set
        {
            if (value is null) RequestContext.Remove(Key);
            else RequestContext.Set(Key, value);
        }
    }
}
