using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Operator;

/// <summary>Where an operator signs in. It needs no script.</summary>
internal static class OperatorPage
{
    /// <summary>How it looks: the colours of the chat.</summary>
    public static ContentHttpResult Style { get; } = TypedResults.Content(
        """
        :root { color-scheme: light dark; --ground: #f2f3fc; --card: #fff; --line: #e2e4f3; --ink: #1d2033; --quiet: #5b6080; --brand: #2563eb; --on-brand: #fff; --wrong: #b42318 }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #12141f; --card: #1a1d2b; --line: #2b3045; --ink: #eceefa; --quiet: #a9aec9; --brand: #6d9bff; --on-brand: #12141f; --wrong: #ff9c8f }
        }
        * { box-sizing: border-box }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 12px; background: var(--ground); color: var(--ink); font: 16px/1.5 Inter, system-ui, sans-serif }
        main { width: 100%; max-width: 420px; padding: 36px 40px; background: var(--card); border: 1px solid var(--line); border-radius: 18px }
        h1 { margin: 0 0 4px; font-size: 22px; line-height: 1.3 }
        p { margin: 0 0 20px; color: var(--quiet) }
        [role=alert] { color: var(--wrong) }
        label { display: block; margin-bottom: 6px; font-weight: 600 }
        input { width: 100%; min-height: 48px; padding: 0 16px; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 14px }
        button { width: 100%; min-height: 48px; margin-top: 16px; font: inherit; font-weight: 600; color: var(--on-brand); background: var(--brand); border: 0; border-radius: 14px; cursor: pointer }
        :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
        @media (max-width: 480px) { main { padding: 28px 22px } }
        """,
        "text/css; charset=utf-8");

    /// <summary>
    /// The page, with what was wrong. Of it its own server may know: without a referrer, browsers send its form as if from nowhere.
    /// </summary>
    public static ContentHttpResult Saying(string? alert, int status = StatusCodes.Status200OK) => TypedResults.Content(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="same-origin">
        <title>Operator</title>
        <link rel="stylesheet" href="/operator/style.css">
        </head>
        <body>
        <main>
        <h1>Operator</h1>
        {(alert is null ? "<p>Silos, grains and their calls, for whoever runs this service.</p>" : $"<p role=\"alert\">{alert}</p>")}
        <form method="post" action="/operator/sign-in">
        <label for="token">Token</label>
        <input id="token" type="password" name="token" autocomplete="current-password" required>
        <button>Sign in</button>
        </form>
        </main>
        </body>
        </html>
        """,
        "text/html; charset=utf-8", Encoding.UTF8, status);
}
