using System.Globalization;
using System.Text;
using ConnectNow.Files;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// The keys of a chat's rows. In a partition they sort: the head, files, participants, events from the newest on, idempotency keys, events
/// by tag from the newest on. What opening a chat needs is so one range from its start, as long as the answer and no longer.
/// </summary>
internal static class RowKeys
{
    public const string Head = "c";

    /// <summary>Where files end and participants begin.</summary>
    public const string AfterFiles = "g";

    /// <summary>Where events end.</summary>
    public const string AfterEvents = "u";

    /// <summary>
    /// The partition that lists erased chats whose rows must be removed. No chat's partition is called this: "r" is no digit.
    /// </summary>
    public const string ErasedPartition = "~erased";

    /// <summary>A key holds 1 kB, which is 512 UTF-16 code units; what would not fit is told by its hash.</summary>
    private const int MaxTextLength = 400;

    public static string Partition(string chatId) => Encode(chatId);

    public static string File(string id) => $"f-{Encode(id)}";

    public static string Participant(string id) => $"p-{Encode(id)}";

    public static string Event(long seq) => $"t-{Descending(seq)}";

    public static string Key(string key) => $"u-{Encode(key)}";

    public static string Tagged(Collected tag, long seq) => string.Create(CultureInfo.InvariantCulture, $"x-{(int)tag}-{Descending(seq)}");

    public static bool IsFile(string rowKey) => rowKey.StartsWith("f-", StringComparison.Ordinal);

    public static bool IsParticipant(string rowKey) => rowKey.StartsWith("p-", StringComparison.Ordinal);

    public static bool IsEvent(string rowKey) => rowKey.StartsWith("t-", StringComparison.Ordinal);

    /// <summary>
    /// Any text as a key, and no two as the same: ASCII letters, digits, '-', '.' and ':' stand for themselves, any other UTF-16 code unit
    /// is '~' and four hexadecimal digits. Keys may not hold '/', '\', '#', '?' and control characters, and '%' is trouble.
    /// </summary>
    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var unit in text)
        {
            if (char.IsAsciiLetterOrDigit(unit) || unit is '-' or '.' or ':') encoded.Append(unit);
            else encoded.Append(CultureInfo.InvariantCulture, $"~{(int)unit:X4}");
        }

        // "~h" begins no code unit: "h" is no digit.
        return encoded.Length <= MaxTextLength ? encoded.ToString() : $"~h{Hash(text)}";
    }

    private static string Hash(string text) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.Unicode.GetBytes(text)));

    private static string Descending(long seq) => (long.MaxValue - seq).ToString("D19", CultureInfo.InvariantCulture);
}
