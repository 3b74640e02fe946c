using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Security;

/// <summary>What every answer tells the browser: run only our own files, guess no types, tell nobody where people come from.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; " +
        "manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private const string PermissionsPolicy =
        "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), microphone=(self), midi=(), payment=(), usb=(), clipboard-write=(self)";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var isPublicOverTls = app.Services.GetRequiredService<Settings>().IsPublicOverTls;
        app.Use((http, next) =>
        {
            // Said when the answer begins, so that whatever wrote it can't have cleared them.
            http.Response.OnStarting(() =>
            {
                Add(http.Response.Headers, http.Request.IsHttps || isPublicOverTls);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    private static void Add(IHeaderDictionary headers, bool isOverTls)
    {
        // What people have sent is held tighter than our own pages.
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        // Browsers heed it over TLS alone; whether that is what this is, an unknown proxy in front may know better than we.
        if (isOverTls) headers.StrictTransportSecurity = "max-age=31536000";
        // Answers of the API are about persons: no cache may keep them. Files say for themselves how long they live.
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
    }
}
