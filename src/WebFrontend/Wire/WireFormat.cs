using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>How everything is written that leaves the server: snake_case, absent means null.</summary>
internal static class WireFormat
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        // Answers are never put into a page, so only what JSON itself asks for is escaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new TimestampJsonConverter());
    }

    /// <summary>
    /// The names stand in the attributes of the wire types. A time that may be missing needs a formatter of its own, or it would be written
    /// as the library does.
    /// </summary>
    public static MessagePackSerializerOptions MessagePack { get; } = MessagePackSerializerOptions.Standard
        .WithResolver(CompositeResolver.Create(
            [new TimestampMessagePackFormatter(), new StaticNullableFormatter<DateTimeOffset>(new TimestampMessagePackFormatter())], [StandardResolver.Instance]))
        .WithSecurity(MessagePackSecurity.UntrustedData);
}
