using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ConnectNow.Configuration;

/// <summary>
/// Reads what an operator has set under <c>ConnectNow</c>, and remembers each value that makes no sense instead of stopping at the first:
/// the person who composes a process reads everything, calls <see cref="ThrowIfWrong"/>, and only then makes something of it.
/// </summary>
/// <remarks>
/// Keys are relative to <c>ConnectNow</c>: <c>Email:Smtp:Host</c>. What is blank counts as absent. Not for several threads at a time.
/// </remarks>
public sealed class SettingsReader(IConfiguration configuration)
{
    private const string Root = "ConnectNow";

    private readonly List<string> _wrong = [];

    /// <summary>The reader of a host to be: the same one for all who compose it.</summary>
    public static SettingsReader Of(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Properties.TryGetValue(typeof(SettingsReader), out var known)) return (SettingsReader)known;
        var reader = new SettingsReader(builder.Configuration);
        builder.Properties[typeof(SettingsReader)] = reader;
        return reader;
    }

    /// <summary>What is set; null when nothing is, or only blanks.</summary>
    public string? Text(string key) => configuration[PathOf(key)] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>What is set and must be; empty, and a fault, when it is not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="mustBe">What it must be, as it follows on "it must be": <c>the name of a mail server</c>.</param>
    public string Required(string key, string mustBe)
    {
        if (Text(key) is { } text) return text;
        Wrong($"{PathOf(key)} is not set; it must be {mustBe}.");
        return "";
    }

    /// <summary>
    /// A value made of what is set; <paramref name="otherwise"/> when nothing is, or, with a fault, when it makes no sense.
    /// </summary>
    public T Read<T>(string key, T otherwise, Func<string, T?> parse, string mustBe)
        where T : struct => Text(key) is not { } text ? otherwise : parse(text) ?? Reject(key, text, otherwise, mustBe);

    /// <summary>A value made of what is set; null when nothing is, or, with a fault, when it makes no sense.</summary>
    public T? Read<T>(string key, Func<string, T?> parse, string mustBe)
        where T : class => Text(key) is not { } text ? null : parse(text) ?? Reject<T?>(key, text, null, mustBe);

    /// <summary>A whole number within bounds.</summary>
    public long Number(string key, long otherwise, long least, long most = long.MaxValue) => Read(
        key, otherwise,
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null,
        most == long.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}");

    /// <summary>A whole number that counts something.</summary>
    public int Count(string key, int otherwise, int least, int most = int.MaxValue) =>
        (int)Number(key, otherwise, least, most == int.MaxValue && least >= 0 ? int.MaxValue : most);

    /// <summary>A length of time within bounds, written like <c>00:00:10</c>.</summary>
    public TimeSpan Time(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) => Read<TimeSpan>(
        key, otherwise,
        text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= least && time <= most ? time : null,
        $"a time from {least:c} to {most:c}");

    /// <summary>One of the names of an enumeration; case does not matter.</summary>
    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum => Read<T>(
            key, otherwise,
            text => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null,
            string.Join(" or ", Enum.GetNames<T>().Select(name => $"\"{name}\"")));

    /// <summary>The values of a list, <c>key:0</c>, <c>key:1</c> and so on, or, on one line, <c>key</c> with commas between them.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var listed = configuration.GetSection(PathOf(key)).GetChildren().Select(child => child.Value);
        return [.. listed.Concat(Text(key)?.Split(',') ?? []).Select(value => value?.Trim() ?? "").Where(value => value.Length > 0)];
    }

    /// <summary>The names under a key: of the plans, say.</summary>
    public IEnumerable<string> Names(string key) => configuration.GetSection(PathOf(key)).GetChildren().Select(child => child.Key);

    /// <summary>Notes a fault: one sentence that says which setting, and what it should be. Never a secret's value.</summary>
    public void Wrong(string sentence) => _wrong.Add(sentence);

    /// <exception cref="SettingsException">Something was wrong: its message names all of it.</exception>
    public void ThrowIfWrong()
    {
        if (_wrong.Count > 0) throw new SettingsException(_wrong);
    }

    /// <summary>The key as an operator writes it.</summary>
    public static string PathOf(string key) => $"{Root}:{key}";

    private T Reject<T>(string key, string text, T instead, string mustBe)
    {
        Wrong($"{PathOf(key)} is \"{text}\"; it must be {mustBe}.");
        return instead;
    }
}
