using System.Globalization;

namespace ConnectNow.Bench;

/// <summary>The words and <c>--name value</c> options of the command line.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <exception cref="UsageException">An option is unknown or has no value.</exception>
    public Arguments(IReadOnlyList<string> arguments, params IReadOnlyCollection<string> known)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            if (!arguments[index].StartsWith("--", StringComparison.Ordinal))
            {
                _words.Add(arguments[index]);
                continue;
            }

            var name = arguments[index][2..];
            if (!known.Contains(name)) throw new UsageException($"There is no option --{name}.");
            if (++index == arguments.Count) throw new UsageException($"--{name} needs a value.");
            _options[name] = arguments[index];
        }
    }

    public string? Word(int index) => index < _words.Count ? _words[index] : null;

    public string? Text(string name) => _options.GetValueOrDefault(name);

    /// <exception cref="UsageException">It is no number between 1 and <paramref name="most"/>.</exception>
    public int Number(string name, int otherwise, int most = 3_600) => Text(name) is { } text ? Number(text, $"--{name}", most) : otherwise;

    public static int Number(string text, string what, int most = 3_600) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new UsageException($"{what} is \"{text}\"; it must be a whole number from 1 to {most}.");
}

/// <summary>The command line makes no sense; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
