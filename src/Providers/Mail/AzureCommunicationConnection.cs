namespace ConnectNow.Providers.Mail;

/// <summary>A Communication Services resource and its key, as the portal hands them out: <c>endpoint=https://…;accesskey=…</c>.</summary>
public sealed record AzureCommunicationConnection
{
    private AzureCommunicationConnection(Uri endpoint, ReadOnlyMemory<byte> accessKey) => (Endpoint, AccessKey) = (endpoint, accessKey);

    public Uri Endpoint { get; }

    /// <summary>A secret.</summary>
    public ReadOnlyMemory<byte> AccessKey { get; }

    /// <summary>Null when it is no such text.</summary>
    public static AzureCommunicationConnection? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (EndpointOf(ValueOf(parts, "endpoint")) is not { } endpoint || ValueOf(parts, "accesskey") is not { Length: > 0 } encoded) return null;
        var key = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, key, out var length) && length > 0 ? new AzureCommunicationConnection(endpoint, key.AsMemory(0, length)) : null;
    }

    /// <summary>
    /// The address of a resource: encrypted, unless it is on this machine, where an emulator may be. Null when it is none.
    /// </summary>
    public static Uri? EndpointOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? uri
            : null;

    /// <summary>The endpoint and nothing else, wherever it is written.</summary>
    public override string ToString() => Endpoint.ToString();

    private static string? ValueOf(IEnumerable<string> parts, string name) =>
        parts.FirstOrDefault(part => part.StartsWith($"{name}=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..];
}
