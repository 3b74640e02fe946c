using System.Net;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// A mail with a code as HTML that mail programs show alike: tables, inline styles, no picture, no script, no link, nothing from outside.
/// Programs that know the dark read the style sheet; the others keep the light.
/// </summary>
internal static class CodeMailHtml
{
    private const string Font = "font-family:Inter,-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

    /// <summary>Outlook.com rewrites the selector: it takes no media query, but has an attribute of its own.</summary>
    private const string Style = """
        :root{color-scheme:light dark;supported-color-schemes:light dark}
        @media (prefers-color-scheme:dark){
        .ground{background-color:#12141f!important}
        .card{background-color:#1a1d2b!important;border-color:#2b3045!important}
        .ink{color:#eceefa!important}
        .quiet{color:#a9aec9!important}
        .brand{color:#6d9bff!important}
        .code{background-color:#12141f!important;border-color:#2b3045!important;color:#eceefa!important}
        .line{border-color:#2b3045!important}
        }
        [data-ogsc] .ink{color:#eceefa!important}
        [data-ogsc] .quiet{color:#a9aec9!important}
        [data-ogsc] .brand{color:#6d9bff!important}
        [data-ogsb] .ground{background-color:#12141f!important}
        [data-ogsb] .card{background-color:#1a1d2b!important}
        [data-ogsb] .code{background-color:#12141f!important}
        @media (max-width:480px){
        .pad{padding:28px 22px!important}
        .code{font-size:30px!important;letter-spacing:6px!important}
        }
        """;

    public static string Of(CodeMailWords words) => $"""
        <!doctype html>
        <html lang="{words.Language.Tag}" dir="{Direction(words)}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
        <meta name="x-apple-disable-message-reformatting">
        <title>{Encode(words.Product)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body class="ground" dir="{Direction(words)}" style="margin:0;padding:0;background-color:#f2f3fc;-webkit-text-size-adjust:100%;text-size-adjust:100%">
        <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{Encode(words.HowLong)}</div>
        <table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f2f3fc">
        <tr><td align="center" style="padding:32px 12px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px">
        <tr><td class="brand" style="padding:0 8px 16px;{Font};font-size:16px;line-height:24px;font-weight:650;color:#2563eb">{Encode(words.Product)}</td></tr>
        <tr><td class="card pad" style="background-color:#ffffff;border:1px solid #e2e4f3;border-radius:18px;padding:36px 40px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
        {Row("ink", "padding:0 0 16px;font-size:20px;line-height:28px;font-weight:600;color:#1d2033", Sentence(words.Greeting))}
        {Row("ink", "padding:0 0 8px;font-size:16px;line-height:24px;color:#1d2033", Sentence(words.Why))}
        {Row("ink", "padding:0 0 20px;font-size:16px;line-height:24px;color:#1d2033", Encode(words.What))}
        <tr><td align="center" dir="ltr" class="code" style="background-color:#f2f3fc;border:1px solid #e2e4f3;border-radius:14px;padding:18px 8px 18px 16px;{Font};font-size:36px;line-height:44px;font-weight:650;letter-spacing:9px;color:#1d2033;white-space:nowrap">{Encode(words.Code)}</td></tr>
        {Row("ink", "padding:20px 0 20px;font-size:16px;line-height:24px;color:#1d2033", Encode(words.HowLong))}
        {Row("quiet line", "border-top:1px solid #e2e4f3;padding:20px 0 0;font-size:14px;line-height:21px;color:#5b6080", Encode(words.NotYou))}
        </table>
        </td></tr>
        </table>
        </td></tr>
        </table>
        </body>
        </html>
        """;

    private static string Row(string classes, string style, string content) =>
        $"""<tr><td class="{classes}" style="{style};{Font};overflow-wrap:anywhere;word-break:break-word">{content}</td></tr>""";

    private static string Sentence(IEnumerable<Words> words) => string.Concat(words.Select(each => each switch
    {
        Name { IsTitle: true } title => $"<bdi><strong>{Encode(title.Text)}</strong></bdi>",
        Name name => $"<bdi>{Encode(name.Text)}</bdi>",
        _ => Encode(each.Text),
    }));

    /// <summary>On the body too: mail programs on the web keep that, and not what is said of the document.</summary>
    private static string Direction(CodeMailWords words) => words.Language.IsRightToLeft ? "rtl" : "ltr";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
