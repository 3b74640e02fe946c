using System.Globalization;
using System.Text.RegularExpressions;
using Azure;

namespace ConnectNow.Providers.AzureTables;

/// <summary>What a commit builds on: the state of the head.</summary>
/// <param name="Born">The number of the commit that created the chat.</param>
/// <param name="Number">
/// The number of the last commit. It never falls, not even when the chat is erased and made again: every row bears the number of the commit
/// that wrote it, so that a reader can tell what has changed since.
/// </param>
/// <param name="Head">The ETag storage has given the head.</param>
internal readonly partial record struct TimelineVersion(long Born, long Number, ETag Head)
{
    /// <summary>Null when the text is no ETag of ours, and so fits no chat. "*" would fit every chat.</summary>
    public static TimelineVersion? Parse(string text) =>
        text.Split(' ', 3) is [var born, var number, var head] && Weak().IsMatch(head)
        && long.TryParse(born, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new(first, last, new ETag(head))
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Born} {Number} {Head}");

    [GeneratedRegex("""^W/"[!#-~]+"\z""")]
    private static partial Regex Weak();
}
