using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Outbox;

/// <summary>How the outbox looks: the colours of the chat.</summary>
internal static class OutboxStyle
{
    public const string Path = "/outbox/style.css";

    public static ContentHttpResult Sheet { get; } = TypedResults.Content(
        """
        :root { color-scheme: light dark; --ground: #f2f3fc; --card: #fff; --line: #e2e4f3; --ink: #1d2033; --quiet: #5b6080; --brand: #2059dc }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #12141f; --card: #1a1d2b; --line: #2b3045; --ink: #eceefa; --quiet: #a9aec9; --brand: #7ea7ff }
        }
        body { margin: 0; padding: 40px 20px; background: var(--ground); color: var(--ink); font: 15px/1.45 Inter, system-ui, sans-serif; overflow-wrap: anywhere }
        main { max-width: 860px; margin: auto }
        h1 { margin: 0 0 8px; font-size: 28px; font-weight: 600; letter-spacing: -.02em }
        p, time { color: var(--quiet) }
        a { color: var(--brand) }
        ul, iframe, pre { width: 100%; margin: 20px 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 16px; box-sizing: border-box; list-style: none }
        li { position: relative; padding: 14px 18px; border-top: 1px solid var(--line) }
        li:first-child { border-top: 0 }
        li a { font-weight: 600; text-decoration: none }
        li a::after { content: ""; position: absolute; inset: 0 }
        li p { margin: 2px 0 0 }
        iframe { height: min(76vh, 760px) }
        pre { padding: 18px; white-space: pre-wrap }
        summary { padding: 10px 0; color: var(--brand); font-weight: 550; cursor: pointer }
        :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
        """,
        "text/css; charset=utf-8");
}
