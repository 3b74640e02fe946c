using System.Text;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security.Hostile;

/// <summary>
/// Makes calls to everything the running application answers to, with the fields its own description names: what is added to it is attacked
/// without anybody having to think of it.
/// </summary>
internal sealed class HostileRequests(HostileValues values, IReadOnlyList<string> endpoints, IReadOnlyList<string> fields)
{
    private static readonly string[] Types =
        ["application/json", "application/json", "application/json", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png", "application/octet-stream", "x"];

    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];

    private static readonly string[] Headers =
        ["Content-Digest", "Range", "If-Range", "If-None-Match", "If-Modified-Since", "Accept", "Accept-Encoding", "Accept-Language", "Origin", "Cookie", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override", "Referer", "traceparent", "tracestate", "baggage"];

    private static readonly string[] HeaderValues =
        ["", "x", "bytes=0-", "bytes=5-1", "bytes=99999999999999999999-", "sha-256=:AAAA:", "sha-256=:~~:", "\"x\"", "*", "W/\"x\"", "null", "https://evil.example", "cn-0123456789abcdef=x", "__Host-cn-0123456789abcdef=cnu_a_b_c; =; ;;", "cross-site", "203.0.113.7, ::1", "gzip;q=9", "00-00000000000000000000000000000000-0000000000000000-00", "Thu, 99 Foo 0000 00:00:00 GMT"];

    private static readonly string[] Queries = ["page", "per_page", "before", "after", "chat", "id", "negotiateVersion", "download", "access_token", "name"];

    /// <summary>The names of all fields that the application's description has.</summary>
    public static async Task<IReadOnlyList<string>> FieldsAsync(Server server)
    {
        using var browser = server.NewBrowser();
        var schemas = (await browser.GetAsync("/openapi/v1.json")).Json["components"]!["schemas"]!.AsObject();
        return [.. schemas.SelectMany(schema => schema.Value!["properties"]?.AsObject() ?? []).Select(property => property.Key).Distinct()];
    }

    /// <summary>One call; <paramref name="real"/> are the ids that stand for the parameters of its path most of the time.</summary>
    public (string Endpoint, HttpRequestMessage Request) Next(IReadOnlyDictionary<string, string> real)
    {
        var endpoint = values.Any(endpoints);
        var method = endpoint.Split(' ')[0];
        if (method == "*" || values.OneIn(30)) method = values.Any(Methods);
        var path = string.Join('/', endpoint.Split(' ')[1].Split('/').Select(segment => segment is ['{', ..] ? Parameter(segment.Trim('{', '}', '*'), real) : segment));
        var request = new HttpRequestMessage(HttpMethod.Parse(method), path + Query());
        if (method is not ("GET" or "HEAD" or "TRACE")) request.Content = Body();
        for (var header = values.Below(3); header > 0; header--)
        {
            // What the client library itself refuses to send goes over the wire in the test of raw bytes.
            _ = request.Headers.TryAddWithoutValidation(values.Any(Headers), values.Any(HeaderValues)) || request.Content?.Headers.TryAddWithoutValidation("Content-Digest", values.Any(HeaderValues)) is true;
        }

        return (endpoint, request);
    }

    private string Parameter(string name, IReadOnlyDictionary<string, string> real) =>
        !values.OneIn(4) && real.TryGetValue(name, out var id) ? id : Escaped(values.Text()) is { Length: > 0 } text ? text : "0";

    private string Query() => values.OneIn(3)
        ? "?" + string.Join('&', Enumerable.Range(0, values.Below(4)).Select(_ => $"{values.Any(Queries)}={Escaped(values.Text())}"))
        : "";

    private ByteArrayContent Body()
    {
        var content = new ByteArrayContent(values.Below(20) switch
        {
            0 => values.Bytes(3_000),
            1 => values.Mutated(Encoding.UTF8.GetBytes(values.Object(fields))),
            2 => Encoding.UTF8.GetBytes(values.Json()),
            _ => Encoding.UTF8.GetBytes(values.Object(fields)),
        });
        content.Headers.TryAddWithoutValidation("Content-Type", values.OneIn(5) ? values.Any(Types) : Types[0]);
        return content;
    }

    /// <summary>Part of an address: no halves of pairs can stand there, and no server takes any length.</summary>
    private static string Escaped(string text) =>
        Uri.EscapeDataString(string.Concat(text.EnumerateRunes().Take(500).Select(rune => rune.ToString())));
}
