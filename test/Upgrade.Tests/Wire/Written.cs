using System.Collections;
using System.Globalization;

namespace ConnectNow.Upgrade.Tests.Wire;

/// <summary>
/// A value as text, field by field: what holds nothing is left out, so that a field that came later changes no older text.
/// </summary>
internal static class Written
{
    public static SortedDictionary<string, string> Out(object value)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(lines, "", value);
        return lines;
    }

    private static void Add(SortedDictionary<string, string> lines, string path, object? value)
    {
        switch (value)
        {
            case null or false or 0 or 0L or 0d:
                break;
            case Enum number when Convert.ToInt64(number, null) is var plain:
                if (plain is not 0) lines[path] = plain.ToString(CultureInfo.InvariantCulture);
                break;
            case DateTimeOffset time:
                lines[path] = time.ToString("O", CultureInfo.InvariantCulture);
                break;
            case IAddressable grain:
                lines[path] = grain.GetGrainId().ToString();
                break;
            case IEnumerable and not string when IsNothing(value):
                lines[path] = "nothing at all";
                break;
            case IEnumerable items and not string:
                foreach (var (item, index) in items.Cast<object>().Select((item, index) => (item, index))) Add(lines, $"{path}[{index}]", item);
                break;
            case var _ when WireContract.PropertiesOf(value.GetType()) is { Count: > 0 } properties:
                foreach (var property in properties) Add(lines, path.Length is 0 ? property.Name : $"{path}.{property.Name}", property.GetValue(value));
                break;
            default:
                if (Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && value.GetType().Namespace == nameof(System)) lines[path] = text;
                break;
        }
    }

    /// <summary>An immutable array that was never made can't even be counted: nobody who reads a message may come upon one.</summary>
    private static bool IsNothing(object value) => value.GetType().GetProperty("IsDefault")?.GetValue(value) is true;
}
