using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ConnectNow.WebFrontend.Tests.Media;

/// <summary>Pieces that files are built of.</summary>
internal static class Bytes
{
    public static byte[] Of(params object[] pieces) => [.. pieces.SelectMany(piece => piece switch
    {
        byte[] bytes => bytes,
        string text => Encoding.Latin1.GetBytes(text),
        int unit => [(byte)unit],
        _ => throw new ArgumentException($"What is {piece}?", nameof(pieces)),
    })];

    public static byte[] Big32(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Big16(int number) => [(byte)(number >> 8), (byte)number];

    public static byte[] Little32(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }

    public static byte[] Little16(int number) => [(byte)number, (byte)(number >> 8)];

    /// <summary>A box of an MP4, HEIC or AVIF file.</summary>
    public static byte[] Box(string type, params object[] content)
    {
        var body = Of(content);
        return Of(Big32((uint)(body.Length + 8)), type, body);
    }

    /// <summary>A chunk of a WebP or WAV file.</summary>
    public static byte[] RiffChunk(string type, byte[] body) =>
        Of(type, Little32((uint)body.Length), body, body.Length % 2 == 1 ? new byte[1] : []);

    public static byte[] Riff(string form, params byte[][] chunks)
    {
        var body = Of([.. chunks]);
        return Of("RIFF", Little32((uint)(body.Length + 4)), form, body);
    }

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name, name == "mimetype" ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }
}
