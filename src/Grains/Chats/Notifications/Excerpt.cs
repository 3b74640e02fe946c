using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats.Notifications;

/// <summary>As much of a message as a notification shows.</summary>
internal static class Excerpt
{
    /// <summary>
    /// At most <see cref="NotificationLimits.TextLength"/> UTF-16 code units; what is longer ends with an ellipsis. A surrogate pair stays
    /// whole.
    /// </summary>
    public static string Of(string text)
    {
        if (text.Length <= NotificationLimits.TextLength) return text;
        var end = NotificationLimits.TextLength - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return $"{text[..end]}…";
    }
}
