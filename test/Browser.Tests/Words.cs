using System.Text.Json;

namespace ConnectNow.Browser.Tests;

/// <summary>The texts of one language, as they are written in <c>src/Languages</c>, and what a page says that is none of them.</summary>
internal sealed class Words
{
    private readonly JsonElement _texts;

    public Words(string tag)
    {
        using var file = File.OpenRead(Repository.PathOf("src", "Languages", $"{tag}.json"));
        _texts = JsonDocument.Parse(file).RootElement;
    }

    public string this[string key] => _texts.GetProperty(key).GetString()!;

    /// <summary>
    /// Names, measures and addresses that are the same in every language; and what a page shows of people and of the address bar.
    /// </summary>
    private const string SameEverywhere =
        @"\S+@\S+|https?:\S+|[0-9a-z]{16}|ConnectNow|^CN$|\b(?:Chat|Tester|PDF|PNG|ZIP|QR|ID|GIF|kB|MB|Cookie|iPhone|iPad|Chrome|Edge|Firefox|Safari|Push|plan\.png)\b";

    /// <summary>
    /// What is said on the page, or only heard by those who listen to it, in Latin letters: in a language with letters of its own, what was
    /// forgotten.
    /// </summary>
    /// <param name="page">Where to look.</param>
    /// <param name="also">What else may be there: an expression.</param>
    public static Task<string[]> InLatin(IPage page, string also = "$^") => page.EvaluateAsync<string[]>("""
        (same) => {
          const found = new Set();
          const look = (text) => /[A-Za-z]{2,}/.test((text ?? '').replace(new RegExp(same, 'g'), '')) && found.add(text.trim());
          look(document.title);
          // Each language of the picker has its own name.
          const ofPage = (element) => element.closest('option, script, style, noscript, .boot') === null;
          const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (all.nextNode()) if (ofPage(all.currentNode.parentElement)) look(all.currentNode.data);
          for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt], [aria-valuetext]'))
            for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) look(element.getAttribute(name));
          return [...found];
        }
        """, $"{SameEverywhere}|{also}");

    /// <summary>What is wider than its place and cut there without a sign of it, and whether the page can be moved sideways.</summary>
    public static Task<string[]> Cut(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const cut = [];
          if (document.scrollingElement.scrollWidth > innerWidth) cut.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
          for (const element of document.body.querySelectorAll('*')) {
            if (!element.checkVisibility() || ![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')) continue;
            const box = element.getBoundingClientRect();
            // Heard, not seen.
            if (box.width <= 2 || element.closest('.vh, svg, option') !== null) continue;
            const style = getComputedStyle(element);
            const hidden = style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && style.display !== 'inline';
            if (hidden && element.scrollWidth > element.clientWidth + 1) cut.push(`${element.tagName}: ${element.textContent.trim()}`);
            if (box.right > innerWidth + 1 || box.left < -1) cut.push(`beyond the edge: ${element.textContent.trim()}`);
          }
          return cut;
        }
        """);
}
