using System.Globalization;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>A message's id as it stands in an address: its number in the timeline.</summary>
internal static class MessageNumber
{
    /// <summary>Null when no message can have it.</summary>
    public static long? Of(string? id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq > 0 ? seq : null;
}
