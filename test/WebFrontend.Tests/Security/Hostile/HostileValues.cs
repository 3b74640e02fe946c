using System.Globalization;
using System.Text;

namespace ConnectNow.WebFrontend.Tests.Security.Hostile;

/// <summary>Makes values that programs trip over. The same seed makes the same ones.</summary>
internal sealed class HostileValues(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\u202Egnp.exe", "\uFEFF", "\uFFFF", "\uD800", "\uDC00x", "\uDBFF\uDBFF", "Z̸̢̛a̶l̷g̵o̴", "👩‍👩‍👧‍👦", "﷽", "\u2028\u2029", "\r\nSet-Cookie: a=b", "%00", "%2e%2e%2f", "../../etc/passwd",
        "..\\..\\", "<script>alert(1)</script>", "'; DROP TABLE entries;--", "${jndi:ldap://x}", "{{7*7}}", "%s%n%x", "-1", "0", "1e999", "NaN", "null", "undefined", "true", "[]", "{}", "__proto__", "constructor",
        "a@b", "a@b.c", "\"a b\"@example.com", "a@example.com\r\nBcc: x@example.com", "@", "a@@b.example", "ａ@ｅｘａｍｐｌｅ.com", "9223372036854775808", "-9223372036854775809", "2026-13-45T99:99:99Z", "0001-01-01", "9999-12-31T23:59:59.9999999Z",
    ];

    private static readonly string[] Numbers =
        ["0", "-1", "1", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e400", "-1e400", "1.5", "1E-400", "0e0", "18446744073709551616", "123456789012345678901234567890"];

    private readonly Random _random = new(seed);

    public int Below(int end) => _random.Next(end);

    public bool OneIn(int n) => _random.Next(n) == 0;

    public T Any<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public byte[] Bytes(int most)
    {
        var bytes = new byte[_random.Next(most)];
        _random.NextBytes(bytes);
        return bytes;
    }

    public string Text() => _random.Next(8) switch
    {
        0 => new string((char)_random.Next(0x20, 0x7f), _random.Next(10_000)),
        1 => Anything(_random.Next(40)),
        2 => Any(Texts) + Any(Texts),
        3 => Secrets.NewId(),
        _ => Any(Texts),
    };

    /// <summary>Characters from everywhere, halves of pairs among them.</summary>
    private string Anything(int length) => string.Create(length, _random, static (text, random) =>
    {
        foreach (ref var c in text) c = (char)random.Next(0x10000);
    });

    /// <summary>A value as JSON text, well-formed or nearly.</summary>
    public string Json(int depth = 0) => _random.Next(depth > 3 ? 6 : 9) switch
    {
        0 => Any(Numbers),
        1 => "null",
        2 => OneIn(2) ? "true" : "false",
        6 => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Json(depth + 1)))}]",
        7 => $"{{{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => $"{Quoted(Text())}:{Json(depth + 1)}"))}}}",
        8 when OneIn(40) => new string('[', 200) + new string(']', 200),
        _ => Quoted(Text()),
    };

    /// <summary>An object with some of these fields; one in fifty is broken somewhere.</summary>
    public string Object(IReadOnlyList<string> fields)
    {
        var members = Enumerable.Range(0, _random.Next(6)).Select(_ => $"{Quoted(OneIn(20) ? Text() : Any(fields))}:{Json()}");
        var text = $"{{{string.Join(',', members)}}}";
        return OneIn(50) ? text.Remove(_random.Next(text.Length), 1) : text;
    }

    /// <summary>As JSON writes it; halves of pairs as escapes, which JSON allows and nothing else does.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (char.IsSurrogate(c) || char.IsControl(c) || c is '"' or '\\' or '\u001e') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Bytes with some of them changed, taken out or put in.</summary>
    public byte[] Mutated(ReadOnlySpan<byte> good)
    {
        var bytes = new List<byte>(good.ToArray());
        for (var change = _random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(4))
            {
                case 0: bytes[at] = (byte)_random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(_random.Next(1, 9), bytes.Count - at)); break;
                default: bytes.InsertRange(at, Bytes(9)); break;
            }
        }

        return [.. bytes];
    }
}
