using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ConnectNow.Browser.Tests;

/// <summary>Small files of every kind, built here, so that what is in them is known.</summary>
internal static class FileSamples
{
    /// <summary>A picture that is red at its left and blue at its right.</summary>
    public static FilePayload Png(string name, int width = 640, int height = 480)
    {
        using var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                packed.WriteByte(0);
                for (var x = 0; x < width; x++) packed.Write([(byte)(255 - (255 * x / width)), (byte)(y & 63), (byte)(255 * x / width)]);
            }
        }

        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR", header);
        Chunk(png, "IDAT", rows.ToArray());
        Chunk(png, "IEND", []);
        return new FilePayload { Name = name, MimeType = "image/png", Buffer = png.ToArray() };
    }

    /// <summary>Two frames: all of the first colour, then all of the second.</summary>
    public static FilePayload Gif(string name, int side = 48)
    {
        using var gif = new MemoryStream();
        gif.Write("GIF89a"u8);
        gif.Write([(byte)side, 0, (byte)side, 0, 0x80, 0, 0, 220, 40, 40, 40, 40, 220]);
        gif.Write([0x21, 0xFF, 0x0B, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]);
        for (byte colour = 0; colour < 2; colour++)
        {
            gif.Write([0x21, 0xF9, 4, 0, 20, 0, 0, 0, 0x2C, 0, 0, 0, 0, (byte)side, 0, (byte)side, 0, 0, 2]);
            foreach (var block in Frame(side * side, colour).Chunk(255)) gif.Write([(byte)block.Length, .. block]);
            gif.WriteByte(0);
        }

        gif.WriteByte(0x3B);
        return new FilePayload { Name = name, MimeType = "image/gif", Buffer = gif.ToArray() };
    }

    /// <summary>A tone of the given length, 8,000 samples a second.</summary>
    public static FilePayload Wav(string name, int seconds = 3)
    {
        var samples = 8_000 * seconds;
        var wav = new byte[44 + (2 * samples)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        ReadOnlySpan<byte> format = [16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0];
        format.CopyTo(wav.AsSpan(16));
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), 2 * samples);
        for (var n = 0; n < samples; n++) BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(44 + (2 * n)), (short)(8_000 * Math.Sin(n / 4.0)));
        return new FilePayload { Name = name, MimeType = "audio/wav", Buffer = wav };
    }

    /// <summary>One page with a line on it.</summary>
    public static FilePayload Pdf(string name)
    {
        const string drawing = "BT /F1 28 Tf 40 520 Td (Quotation 118) Tj ET";
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            $"<</Length {drawing.Length}>>stream\n{drawing}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var n = 0; n < objects.Length; n++)
        {
            places.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{n + 1} 0 obj{objects[n]}endobj\n");
        }

        var table = pdf.Length;
        pdf.Append("xref\n0 6\n0000000000 65535 f \n");
        foreach (var place in places) pdf.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF");
        return new FilePayload { Name = name, MimeType = "application/pdf", Buffer = Encoding.Latin1.GetBytes(pdf.ToString()) };
    }

    public static FilePayload Zip(string name)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(archive.CreateEntry("readme.txt").Open())) writer.Write("hello");
        return new FilePayload { Name = name, MimeType = "application/zip", Buffer = zip.ToArray() };
    }

    /// <summary>A tone of a little more than a second, recorded by the browser itself: nothing in it says how long it is.</summary>
    public static async Task<FilePayload> RecordedSound(string name, IPage page)
    {
        var sound = await page.EvaluateAsync<string>("""
            async () => {
              const context = new AudioContext();
              const [tone, target] = [context.createOscillator(), context.createMediaStreamDestination()];
              tone.connect(target);
              tone.start();
              const recorder = new MediaRecorder(target.stream, { mimeType: 'audio/webm;codecs=opus' });
              const parts = [];
              recorder.ondataavailable = ({ data }) => parts.push(data);
              const stopped = new Promise((done) => (recorder.onstop = done));
              recorder.start();
              await new Promise((done) => setTimeout(done, 1500));
              recorder.stop();
              await stopped;
              const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
              return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
            }
            """);
        return new FilePayload { Name = name, MimeType = "audio/webm", Buffer = Convert.FromBase64String(sound) };
    }

    /// <summary>Two frames, as the canvas draws them, in one file that moves.</summary>
    public static async Task<FilePayload> MovingWebP(string name, IPage page)
    {
        var frames = await page.EvaluateAsync<string[]>("""
            async () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
              const brush = canvas.getContext('2d');
              const frames = [];
              for (const colour of ['#d02020', '#2020d0']) {
                brush.fillStyle = colour;
                brush.fillRect(0, 0, 64, 48);
                frames.push(canvas.toDataURL('image/webp').split(',')[1]);
              }
              return frames;
            }
            """);
        byte[] header = [2, 0, 0, 0, 63, 0, 0, 47, 0, 0];
        byte[] content = [.. "WEBP"u8, .. Riff("VP8X", header), .. Riff("ANIM", new byte[6]), .. frames.SelectMany(frame => Riff("ANMF", [0, 0, 0, 0, 0, 0, 63, 0, 0, 47, 0, 0, 200, 0, 0, 0, .. Image(frame)]))];
        return new FilePayload { Name = name, MimeType = "image/webp", Buffer = Riff("RIFF", content) };

        static byte[] Image(string frame)
        {
            // Its pixels alone: what else a browser writes beside them stands in no frame.
            var image = Convert.FromBase64String(frame);
            for (var at = 12; ;)
            {
                var end = at + 8 + BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(at + 4));
                if (image.AsSpan(at, 4) is [(byte)'V', (byte)'P', (byte)'8', (byte)' ' or (byte)'L']) return image[at..(end + (end & 1))];
                at = end + (end & 1);
            }
        }

        static byte[] Riff(string kind, byte[] content)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
            return [.. Encoding.ASCII.GetBytes(kind), .. length, .. content, .. new byte[content.Length % 2]];
        }
    }

    /// <summary>Some 1.5 seconds of film, recorded by the browser itself.</summary>
    public static async Task<FilePayload> WebM(string name, IPage page)
    {
        var film = await page.EvaluateAsync<string>("""
            async () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
              const brush = canvas.getContext('2d');
              const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' });
              const parts = [];
              recorder.ondataavailable = ({ data }) => parts.push(data);
              const stopped = new Promise((done) => (recorder.onstop = done));
              recorder.start();
              for (let frame = 0; frame < 30; frame++) {
                brush.fillStyle = `hsl(${frame * 12} 70% 45%)`;
                brush.fillRect(0, 0, 320, 180);
                await new Promise((done) => setTimeout(done, 50));
              }
              recorder.stop();
              await stopped;
              const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
              return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
            }
            """);
        return new FilePayload { Name = name, MimeType = "video/webm", Buffer = Convert.FromBase64String(film) };
    }

    private static void Chunk(Stream png, string kind, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] named = [.. Encoding.ASCII.GetBytes(kind), .. content];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(named));
        png.Write(number);
    }

    /// <summary>CRC-32, as PNG has it.</summary>
    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (0xEDB88320u * (sum & 1));
        }

        return ~sum;
    }

    /// <summary>LZW without any compression: the table is cleared before it grows, so every code has three bits.</summary>
    private static byte[] Frame(int pixels, byte colour)
    {
        const int clear = 4, end = 5;
        var codes = new List<int>();
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            if (pixel % 2 == 0) codes.Add(clear);
            codes.Add(colour);
        }

        codes.Add(end);
        var bytes = new byte[((3 * codes.Count) + 7) / 8];
        for (var bit = 0; bit < 3 * codes.Count; bit++)
        {
            if (((codes[bit / 3] >> (bit % 3)) & 1) == 1) bytes[bit / 8] |= (byte)(1 << (bit % 8));
        }

        return bytes;
    }
}
