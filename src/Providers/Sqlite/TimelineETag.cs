using System.Globalization;

namespace ConnectNow.Providers.Sqlite;

/// <summary>What a commit builds on: the chat's row and how often that has been written.</summary>
internal readonly record struct TimelineETag(long Chat, long Version)
{
    /// <summary>Null when the text is no ETag of ours, and so fits no chat.</summary>
    public static TimelineETag? Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point > 0
            && long.TryParse(text.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out var chat)
            && long.TryParse(text.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? new(chat, version)
                : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Chat}.{Version}");
}
