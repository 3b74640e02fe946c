using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>What a line of a backup says.</summary>
internal enum BackupLineKind
{
    /// <summary>A partition begins.</summary>
    Begin,

    /// <summary>A row of it. When there are several with one key the last counts.</summary>
    Row,

    /// <summary>A row that came before has gone.</summary>
    Gone,

    /// <summary>The partition ends.</summary>
    End,

    /// <summary>It ends, and was read in vain: another chat has taken its place in the meantime.</summary>
    Void,
}

/// <summary>
/// One line of a backup, a JSON object. A value stands with its type, so that a restored row equals the saved one in every property but
/// those that storage sets itself, its ETag and its timestamp: <c>{"Row":"u-p7:1","Cells":[["Seq","Int64","5"]]}</c>.
/// </summary>
/// <param name="Kind">What it says.</param>
/// <param name="Key">Of whom: a partition, or a row key.</param>
/// <param name="Row">The row, without its partition.</param>
internal sealed record BackupLine(BackupLineKind Kind, string Key, TableEntity? Row = null)
{
    private const string Cells = "Cells";

    private static readonly HashSet<string> OfStorage = new(StringComparer.Ordinal) { "PartitionKey", "RowKey", "Timestamp", "odata.etag" };

    public static BackupLine Of(TableEntity row) => new(BackupLineKind.Row, row.RowKey, row);

    /// <summary>Writes it, with the end of the line.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString(Kind.ToString(), Key);
            if (Row is not null)
            {
                json.WriteStartArray(Cells);
                foreach (var (name, value) in Row)
                {
                    if (!OfStorage.Contains(name) && value is not null) WriteCell(json, name, value);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <exception cref="FormatException">It is no line of a backup.</exception>
    public static BackupLine Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var first = json.RootElement.EnumerateObject().First();
            var (kind, key) = (Enum.Parse<BackupLineKind>(first.Name), first.Value.GetString()!);
            if (kind != BackupLineKind.Row) return new(kind, key);
            var row = new TableEntity { RowKey = key };
            foreach (var cell in json.RootElement.GetProperty(Cells).EnumerateArray()) row[cell[0].GetString()!] = ValueOf(cell[1].GetString()!, cell[2]);
            return new(kind, key, row);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException("This is no line of a backup.", fault);
        }
    }

    private static void WriteCell(Utf8JsonWriter json, string name, object value)
    {
        json.WriteStartArray();
        json.WriteStringValue(name);
        json.WriteStringValue(value is byte[]? "Binary" : value.GetType().Name);
        switch (value)
        {
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case string or int or long or Guid:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteStringValue(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(moment.ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                throw new NotSupportedException($"A column is of a type that no table has: {value.GetType().Name}.");
        }

        json.WriteEndArray();
    }

    private static object ValueOf(string type, JsonElement value) => type switch
    {
        "Binary" => value.GetBytesFromBase64(),
        nameof(Boolean) => value.GetBoolean(),
        nameof(String) => value.GetString()!,
        nameof(Int32) => int.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        nameof(Int64) => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        nameof(Guid) => Guid.Parse(value.GetString()!),
        nameof(Double) => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        nameof(DateTimeOffset) => DateTimeOffset.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture),
        _ => throw new FormatException($"Unknown type {type}."),
    };
}
