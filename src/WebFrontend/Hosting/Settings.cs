namespace ConnectNow.WebFrontend.Hosting;

/// <summary>What an operator can set under <c>ConnectNow</c>, read and checked once at the start.</summary>
internal sealed record Settings
{
    /// <summary>Where the embedded mode keeps everything: an absolute path. Default: <c>data</c> under the working directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What links begin with, without a slash at the end. Null: the address the server listens on.</summary>
    public Uri? PublicUrl { get; init; }

    public required Limits Limits { get; init; }

    /// <exception cref="StartupFault">A value makes no sense.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("ConnectNow");
        RequireEmbedded(section["Cluster"]);
        RequireOutbox(section["Email:Provider"]);
        return new Settings
        {
            DataDirectory = Path.GetFullPath(NonEmpty(section["DataDirectory"]) ?? "data"),
            PublicUrl = ReadPublicUrl(NonEmpty(section["PublicUrl"])),
            Limits = Limits.Read(section.GetSection("Limits")),
        };
    }

    private static void RequireEmbedded(string? cluster)
    {
        if (NonEmpty(cluster) is null || string.Equals(cluster, "Embedded", StringComparison.OrdinalIgnoreCase)) return;
        throw new StartupFault(string.Equals(cluster, "Azure", StringComparison.OrdinalIgnoreCase)
            ? "ConnectNow:Cluster is \"Azure\", but this build runs only \"Embedded\"."
            : $"ConnectNow:Cluster is \"{cluster}\"; it must be \"Embedded\".");
    }

    private static void RequireOutbox(string? provider)
    {
        if (NonEmpty(provider) is null || string.Equals(provider, "Outbox", StringComparison.OrdinalIgnoreCase)) return;
        throw new StartupFault($"ConnectNow:Email:Provider is \"{provider}\"; this build knows only \"Outbox\".");
    }

    private static Uri? ReadPublicUrl(string? text)
    {
        if (text is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" })
            return url;
        throw new StartupFault($"ConnectNow:PublicUrl is \"{text}\"; it must be the address people open, like https://chat.example.com, without a path.");
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
