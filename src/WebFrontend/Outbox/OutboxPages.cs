using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Outbox;

/// <summary>
/// While developing: the mails that would have gone out, to read the codes in them. Nowhere else, and for nobody but whoever sits at this machine:
/// those who read them can sign in as anybody.
/// Everything in a mail is shown as text; its HTML is never run.
/// </summary>
internal static class OutboxPages
{
    public static void MapOutbox(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        var outbox = app.MapGroup("/outbox").ExcludeFromDescription().AddEndpointFilter(async (call, next) =>
            IsAtThisMachine(call.HttpContext) ? await next(call) : new Refused(Reason.NotFound));
        outbox.MapGet("", ListAsync);
        outbox.MapGet("/{name}", ShowAsync);
    }

    /// <summary>A name that is not ours may stand for the loopback address by another site's doing: its pages would read the mails.</summary>
    private static bool IsAtThisMachine(HttpContext http) =>
        IPAddress.IsLoopback(ClientAddress.Of(http))
        && (http.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(http.Request.Host.Host, out _));

    private static async Task<ContentHttpResult> ListAsync(OutboxFolder folder, CancellationToken cancellationToken)
    {
        var mails = await folder.ListAsync(cancellationToken);
        var body = new StringBuilder("<h1>Outbox</h1>");
        if (mails.Count == 0) body.Append("<p>No mail has gone out yet.</p>");
        else body.Append("<table><thead><tr><th>Time<th>To<th>Subject</thead><tbody>");
        foreach (var mail in mails)
        {
            body.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Time(mail)}<td>{Text(mail.To)}<td><a href=\"/outbox/{Uri.EscapeDataString(mail.Name)}\">{Text(mail.Subject)}</a>");
        }

        if (mails.Count > 0) body.Append("</tbody></table>");
        return Page("Outbox", body.ToString());
    }

    private static async Task<Results<ContentHttpResult, Refused>> ShowAsync(string name, OutboxFolder folder, CancellationToken cancellationToken) =>
        await folder.FindAsync(name, cancellationToken) is { } mail
            ? Page(mail.Subject, $"""
                <p><a href="/outbox">Outbox</a></p>
                <h1>{Text(mail.Subject)}</h1>
                <p>To {Text(mail.To)}, {Time(mail)}</p>
                <pre>{Text(mail.Text)}</pre>
                <details><summary>The HTML part, as it was sent</summary><pre>{Text(mail.Html)}</pre></details>
                """)
            : new Refused(Reason.NotFound);

    private static ContentHttpResult Page(string title, string body) => TypedResults.Content(
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)}</title><main>{body}</main></html>",
        "text/html; charset=utf-8");

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Time(OutboxMail mail) => mail.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
