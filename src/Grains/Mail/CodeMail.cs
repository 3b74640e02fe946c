using System.Net;

namespace ConnectNow.Grains.Mail;

/// <summary>The mails that carry a code: what each is for, who asked, and what to do if it was not you.</summary>
internal static class CodeMail
{
    /// <summary>To somebody who comes back into a chat.</summary>
    public static Mail ForJoining(string to, string toName, string digits, string chat, string company) => Compose(
        to, toName, digits, $"{digits} is your code for {chat}",
        $"Somebody, hopefully you, wants to join “{chat}” at {company} with this email address.",
        "Type this code in on the page that asked for it:");

    /// <summary>To somebody for whom a program wants a token.</summary>
    public static Mail ForToken(string to, string toName, string digits, string chat, string company) => Compose(
        to, toName, digits, $"{digits} is your code for {chat}",
        $"A program asks for access to “{chat}” at {company} in your name.",
        "If you use that program and trust it, give it this code:");

    /// <summary>To somebody who logs in to all their chats.</summary>
    public static Mail ForSignIn(string to, string digits) => Compose(
        to, "", digits, $"{digits} is your code for ConnectNow Chat",
        "Somebody, hopefully you, wants to log in to ConnectNow Chat with this email address.",
        "Type this code in on the page that asked for it:");

    private static Mail Compose(string to, string toName, string digits, string subject, string why, string what)
    {
        const string ending = "It works once, for ten minutes. If this was not you, ignore this mail: without the code nobody gets in.";
        var greeting = toName.Length == 0 ? "Hello," : $"Hello {toName},";
        return new Mail
        {
            To = to,
            ToName = toName,
            Subject = subject,
            Text = $"{greeting}\n\n{why}\n{what}\n\n    {digits}\n\n{ending}\n\nConnectNow Chat\n",
            Html = $"""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{Encode(subject)}</title></head>
                <body style="margin:0;padding:32px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
                <div style="max-width:480px;margin:0 auto">
                <p>{Encode(greeting)}</p>
                <p>{Encode(why)} {Encode(what)}</p>
                <p style="font-size:32px;font-weight:650;letter-spacing:8px;margin:24px 0">{digits}</p>
                <p>{Encode(ending)}</p>
                <p style="opacity:.7">ConnectNow Chat</p>
                </div></body></html>
                """,
        };
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
