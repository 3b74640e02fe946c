using System.Net;
using ConnectNow.Configuration;
using ConnectNow.WebFrontend.Operator;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>What an operator can set under <c>ConnectNow</c> for the web server, read once at the start.</summary>
internal sealed record Settings
{
    private static readonly TimeSpan MaxDrainTime = TimeSpan.FromMinutes(5);

    /// <summary>Where the embedded mode keeps everything: an absolute path. Default: <c>data</c> under the working directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What links begin with, without a slash at the end. Null: the address the server listens on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Whether people come over TLS, wherever it ends.</summary>
    public bool IsPublicOverTls => PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>The proxies in front of this server that are believed when they say whom they speak for. Default: none.</summary>
    public required IReadOnlyList<IPNetwork> Proxies { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>Whether this process is a client of a cluster rather than the whole product.</summary>
    public required bool IsClusterClient { get; init; }

    /// <summary>
    /// How long people have to move to another frontend when this one is asked to stop. Default: 10 s in a cluster; embedded there is no
    /// other.
    /// </summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>What the operator shows to see the dashboard. Null: there is none.</summary>
    public OperatorToken? Operator { get; init; }

    /// <summary>Reads them; what makes no sense is noted with the reader.</summary>
    public static Settings Read(SettingsReader settings)
    {
        var isClusterClient = settings.RunMode() is RunMode.Azure;
        return new Settings
        {
            DataDirectory = Configuration.DataDirectory.PathOf(settings),
            PublicUrl = settings.Read("PublicUrl", Origin, "the address people open, like https://chat.example.com, without a path"),
            Proxies = ReadProxies(settings),
            Limits = Limits.Read(settings),
            IsClusterClient = isClusterClient,
            DrainTime = settings.Time("DrainTime", isClusterClient ? TimeSpan.FromSeconds(10) : TimeSpan.Zero, TimeSpan.Zero, MaxDrainTime),
            Operator = OperatorToken.Read(settings),
        };
    }

    private static Uri? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? url
            : null;

    private static List<IPNetwork> ReadProxies(SettingsReader settings)
    {
        var proxies = new List<IPNetwork>();
        foreach (var text in settings.List("Proxies"))
        {
            if (IPNetwork.TryParse(text, out var network)) proxies.Add(network);
            else if (IPAddress.TryParse(text, out var address)) proxies.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else settings.Wrong($"{SettingsReader.PathOf("Proxies")} has \"{text}\"; each must be an address or a network, like 10.0.0.4 or 10.0.0.0/16.");
        }

        return proxies;
    }
}
