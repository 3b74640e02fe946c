using System.Collections.Frozen;
using System.Text.Json;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>Names of enumerations as they are sent: <c>ChatRenamed</c> is <c>chat_renamed</c>.</summary>
internal static class SnakeCase<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    /// <summary>A value that a newer server has sent and this one does not know is its number.</summary>
    public static string Of(T value) => Names.TryGetValue(value, out var name) ? name : value.ToString();
}
