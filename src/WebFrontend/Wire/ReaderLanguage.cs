using ConnectNow.Languages;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>
/// The language in which a caller reads: what <c>?lang=</c> asks for, else the header <c>Accept-Language</c>, else English.
/// </summary>
internal static class ReaderLanguage
{
    public static Language LanguageOfReader(this HttpContext http) =>
        (http.Request.Query["lang"] is [{ } asked] ? Language.Find(asked) : null)
        ?? Language.Accepted(http.Request.Headers.AcceptLanguage.ToString())
        ?? Language.Source;

    /// <summary>
    /// Lets the mails that a call asks for be written in the reader's language. Not for the hub: nothing that is called there sends mail,
    /// and every message would carry it.
    /// </summary>
    public static void UseReaderLanguage(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)) return next(http);
        var language = http.LanguageOfReader();
        return language == Language.Source ? next(http) : CallAsync(language, http, next);
    });

    /// <summary>What is set here ends with the call.</summary>
    private static async Task CallAsync(Language language, HttpContext http, RequestDelegate next)
    {
        CallLanguage.Current = language.Tag;
        await next(http);
    }
}
