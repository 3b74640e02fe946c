using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Outbox;

/// <summary>
/// While developing: the mails that would have gone out, to read the codes in them. Nowhere else, and only for people at this machine:
/// those who read them can sign in as anybody.
/// The HTML part of a mail is shown in a frame of its own, where nothing can run and nothing can be fetched; all else in a mail is shown as
/// text.
/// </summary>
internal static class OutboxPages
{
    /// <summary>
    /// For the HTML part, in its frame and when it is opened alone: it has its own inline styles, and that is all it may have.
    /// </summary>
    private const string FramePolicy =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void MapOutbox(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        var outbox = app.MapGroup("/outbox").ExcludeFromDescription().AddEndpointFilter(async (call, next) =>
            IsAtThisMachine(call.HttpContext) ? await next(call) : new Refused(Reason.NotFound));
        outbox.MapGet("", ListAsync);
        outbox.MapGet("/style.css", () => OutboxStyle.Sheet);
        outbox.MapGet("/{name}", ShowAsync);
        outbox.MapGet("/{name}/html", FrameAsync);
    }

    /// <summary>
    /// A name that is not ours may stand for the loopback address by another site's doing: its pages would read the mails.
    /// </summary>
    private static bool IsAtThisMachine(HttpContext http) =>
        IPAddress.IsLoopback(ClientAddress.Of(http))
        && (http.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(http.Request.Host.Host, out _));

    private static async Task<ContentHttpResult> ListAsync(OutboxFolder folder, CancellationToken cancellationToken)
    {
        var mails = await folder.ListAsync(cancellationToken);
        if (mails.Count == 0) return Page("Outbox", "<h1>Outbox</h1><p>No mail has gone out yet. Ask for a code, and it is here.</p>");
        var body = new StringBuilder("<h1>Outbox</h1><p>What would have gone out, newest first.</p><ul>");
        foreach (var mail in mails)
        {
            body.Append(CultureInfo.InvariantCulture,
                $"<li><a href=\"{AddressOf(mail)}\">{Text(mail.Subject)}</a><p>{Text(mail.To)} · {Time(mail)}</p></li>");
        }

        return Page("Outbox", body.Append("</ul>").ToString());
    }

    private static async Task<Results<ContentHttpResult, Refused>> ShowAsync(
        string name, OutboxFolder folder, CancellationToken cancellationToken)
    {
        if (await folder.FindAsync(name, cancellationToken) is not { } mail) return new Refused(Reason.NotFound);
        var text = $"<pre>{Text(mail.Text)}</pre>";
        var shown = mail.Html.Length == 0
            ? text
            : $"<iframe title=\"The mail as it looks\" sandbox src=\"{AddressOf(mail)}/html\"></iframe><details><summary>The text part</summary>{text}</details>";
        return Page(mail.Subject, $"""
            <p><a href="/outbox">Outbox</a></p>
            <h1>{Text(mail.Subject)}</h1>
            <p>To {Text(mail.To)}, {Time(mail)}</p>
            {shown}
            """);
    }

    private static async Task<Results<ContentHttpResult, Refused>> FrameAsync(
        string name, HttpContext http, OutboxFolder folder, CancellationToken cancellationToken)
    {
        if (await folder.FindAsync(name, cancellationToken) is not { Html.Length: > 0 } mail) return new Refused(Reason.NotFound);
        http.Response.Headers.ContentSecurityPolicy = FramePolicy;
        return TypedResults.Content(mail.Html, "text/html; charset=utf-8");
    }

    private static ContentHttpResult Page(string title, string body) => TypedResults.Content(
        $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(title)}</title><link rel="stylesheet" href="{OutboxStyle.Path}"></head>
        <body><main>{body}</main></body>
        </html>
        """,
        "text/html; charset=utf-8");

    private static string AddressOf(OutboxMail mail) => $"/outbox/{Uri.EscapeDataString(mail.Name)}";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Time(OutboxMail mail) => mail.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
