using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>
/// Times as they are sent: ISO 8601 in UTC with milliseconds, <c>2026-05-04T09:02:11.123Z</c>, in JSON and MessagePack alike.
/// </summary>
internal static class Timestamp
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Any ISO 8601 date or time; one without an offset is UTC.</summary>
    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: >= 10 } && char.IsAsciiDigit(text[0]) && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}

/// <inheritdoc cref="Timestamp"/>
internal sealed class TimestampJsonConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Timestamp.TryRead(reader.GetString(), out var time) ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Timestamp.Write(value));
}

/// <inheritdoc cref="Timestamp"/>
internal sealed class TimestampMessagePackFormatter : IMessagePackFormatter<DateTimeOffset>
{
    public DateTimeOffset Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        Timestamp.TryRead(reader.ReadString(), out var time) ? time : throw new MessagePackSerializationException("Not an ISO 8601 time.");

    public void Serialize(ref MessagePackWriter writer, DateTimeOffset value, MessagePackSerializerOptions options) =>
        writer.Write(Timestamp.Write(value));
}
