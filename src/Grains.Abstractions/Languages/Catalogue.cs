using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ConnectNow.Languages;

/// <summary>
/// The texts of one language, from <c>src/Languages/{tag}.json</c>: flat keys, <c>{name}</c> for what is put in, and for texts that count
/// an object of the forms that CLDR names, chosen by <c>{count}</c>. What a language lacks is said in English.
/// </summary>
/// <example><c>Catalogue.Of(language).Text("refusal.wait.minutes", ("count", 5))</c></example>
public sealed class Catalogue
{
    /// <summary>FIRST STRONG ISOLATE and its end: a name in another script leaves the order of what is around it alone.</summary>
    private const char Isolate = '\u2068', EndOfIsolate = '\u2069';

    private readonly Language _language;
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _texts;

    private Catalogue(Language language, FrozenDictionary<string, FrozenDictionary<string, string>> texts) =>
        (_language, _texts) = (language, texts);

    /// <summary>The texts of a language, read when it is first asked for.</summary>
    public static Catalogue Of(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Texts.Value;
    }

    /// <summary>Whether any language has this text: a newer silo may name one that is not known here.</summary>
    public static bool Knows(string? key) => key is not null && Of(Language.Source)._texts.ContainsKey(key);

    /// <summary>The text of a key, with its placeholders filled in.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string Text(string key, params ReadOnlySpan<Argument> arguments)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(key, CountOf(arguments)))
        {
            if (part.IsPlaceholder) Append(text, part.Words, arguments);
            else text.Append(part.Words);
        }

        return text.ToString();
    }

    /// <summary>The text in parts, for those who show what is put in another way than the words around it.</summary>
    public IReadOnlyList<TextPart> Parts(string key, long? count = null)
    {
        var text = Pattern(key, count);
        var parts = new List<TextPart>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0) open = text.Length;
            if (open > at) parts.Add(new TextPart(text[at..open], IsPlaceholder: false));
            if (close >= 0) parts.Add(new TextPart(text[(open + 1)..close], IsPlaceholder: true));
            at = close < 0 ? text.Length : close + 1;
        }

        return parts;
    }

    /// <summary>A number as the language writes it: 8,000 is 8.000 in German.</summary>
    public string Number(long number)
    {
        var digits = number.ToString(number >= _language.GroupsFrom ? "N0" : "0", CultureInfo.InvariantCulture);
        return digits.Replace(",", _language.Group, StringComparison.Ordinal);
    }

    /// <summary>A number below 1,000 with at most one decimal.</summary>
    public string Rounded(double number) =>
        number.ToString("0.#", CultureInfo.InvariantCulture).Replace(".", _language.Point, StringComparison.Ordinal);

    internal static Catalogue Read(Language language)
    {
        var assembly = typeof(Catalogue).Assembly;
        using var file = assembly.GetManifestResourceStream($"languages/{language.Tag}.json") ?? throw new InvalidOperationException($"The texts in {language} are missing.");
        using var json = JsonDocument.Parse(file);
        return new(language, json.RootElement.EnumerateObject().ToFrozenDictionary(text => text.Name, text => FormsOf(text.Value), StringComparer.Ordinal));
    }

    private static FrozenDictionary<string, string> FormsOf(JsonElement text) => text.ValueKind == JsonValueKind.String
        ? FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("", text.GetString()!)], StringComparer.Ordinal)
        : text.EnumerateObject().ToFrozenDictionary(form => form.Name, form => form.Value.GetString()!, StringComparer.Ordinal);

    private static long? CountOf(ReadOnlySpan<Argument> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Name == "count") return argument.Number;
        }

        return null;
    }

    private string Pattern(string key, long? count)
    {
        if (!_texts.TryGetValue(key, out var forms)) return _language == Language.Source ? throw new KeyNotFoundException($"There is no text {key}.") : Of(Language.Source).Pattern(key, count);
        if (forms.TryGetValue("", out var only)) return only;
        return count is { } number && forms.TryGetValue(_language.PluralOf(number), out var form) ? form : forms["other"];
    }

    /// <summary>A placeholder that nothing was given for is left as it is, so that it is seen.</summary>
    private void Append(StringBuilder text, string name, ReadOnlySpan<Argument> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Name != name) continue;
            if (argument.Number is { } number) text.Append(Number(number));
            else if (_language.IsRightToLeft) text.Append(Isolate).Append(argument.Text).Append(EndOfIsolate);
            else text.Append(argument.Text);
            return;
        }

        text.Append('{').Append(name).Append('}');
    }
}
