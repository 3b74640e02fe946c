using System.Globalization;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>What an operator can set under <c>ConnectNow</c>, read and checked once at the start.</summary>
internal sealed record Settings
{
    private static readonly TimeSpan MaxDrainTime = TimeSpan.FromMinutes(5);

    /// <summary>Where the embedded mode keeps everything: an absolute path. Default: <c>data</c> under the working directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What links begin with, without a slash at the end. Null: the address the server listens on.</summary>
    public Uri? PublicUrl { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>Whether this process is a client of a cluster rather than the whole product.</summary>
    public required bool IsClusterClient { get; init; }

    /// <summary>
    /// How long people have to move to another frontend when this one is asked to stop. Default: 10 s in a cluster; embedded there is no other.
    /// </summary>
    public required TimeSpan DrainTime { get; init; }

    /// <exception cref="StartupFault">A value makes no sense.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("ConnectNow");
        var isClusterClient = ReadCluster(section["Cluster"]);
        RequireOutbox(section["Email:Provider"]);
        return new Settings
        {
            DataDirectory = Path.GetFullPath(NonEmpty(section["DataDirectory"]) ?? "data"),
            PublicUrl = ReadPublicUrl(NonEmpty(section["PublicUrl"])),
            Limits = Limits.Read(section.GetSection("Limits")),
            IsClusterClient = isClusterClient,
            DrainTime = ReadDrainTime(NonEmpty(section["DrainTime"])) ?? (isClusterClient ? TimeSpan.FromSeconds(10) : TimeSpan.Zero),
        };
    }

    private static bool ReadCluster(string? cluster) => NonEmpty(cluster) switch
    {
        null => false,
        { } embedded when embedded.Equals("Embedded", StringComparison.OrdinalIgnoreCase) => false,
        { } azure when azure.Equals("Azure", StringComparison.OrdinalIgnoreCase) => true,
        _ => throw new StartupFault($"ConnectNow:Cluster is \"{cluster}\"; it must be \"Embedded\" or \"Azure\"."),
    };

    private static TimeSpan? ReadDrainTime(string? text)
    {
        if (text is null) return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero && time <= MaxDrainTime) return time;
        throw new StartupFault($"ConnectNow:DrainTime is \"{text}\"; it must be a time from 00:00:00 to {MaxDrainTime:c}.");
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
