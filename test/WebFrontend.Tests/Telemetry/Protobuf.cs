using System.Buffers.Binary;
using System.Text;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>A message of Protocol Buffers, read by the numbers of its fields: all that a test needs of a collector's formats.</summary>
internal sealed class Protobuf
{
    private readonly ILookup<int, (ulong Number, ReadOnlyMemory<byte> Bytes)> _fields;

    public Protobuf(ReadOnlyMemory<byte> bytes) =>
        _fields = Read(bytes).ToLookup(field => field.Field, field => (field.Number, field.Bytes));

    public IEnumerable<Protobuf> Messages(int field) => _fields[field].Select(value => new Protobuf(value.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(_fields[field].LastOrDefault().Bytes.Span);

    public string Hex(int field) => Convert.ToHexStringLower(_fields[field].LastOrDefault().Bytes.Span);

    public ulong Number(int field) => _fields[field].LastOrDefault().Number;

    public bool Has(int field) => _fields[field].Any();

    private static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes.Span, ref at);
            var (field, type) = ((int)(tag >> 3), (int)(tag & 7));
            switch (type)
            {
                case 0:
                    yield return (field, Varint(bytes.Span, ref at), default);
                    break;
                case 1:
                    yield return (field, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref at);
                    yield return (field, 0, bytes.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return (field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"No wire type {type}.");
            }
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }
}
