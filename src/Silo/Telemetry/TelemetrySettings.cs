using System.Globalization;
using ConnectNow.Configuration;
using Microsoft.Extensions.Configuration;

namespace ConnectNow.Silo.Telemetry;

/// <summary>
/// Where traces, metrics and logs go, under <c>ConnectNow:Telemetry</c>, or by the names that OpenTelemetry and Azure Monitor have for it.
/// Nowhere by default.
/// </summary>
internal sealed record TelemetrySettings
{
    /// <summary>The share of traces that are recorded unless set: enough to see where time goes, at little cost.</summary>
    public const double UsualSampleRatio = 0.05;

    private static readonly string[] StandardOtlpKeys =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    /// <summary>The address of a collector that takes OTLP over HTTP; null: none that is named here.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Whether the standard variables name a collector, and say how to speak to it.</summary>
    public bool IsOtlpStandard { get; init; }

    /// <summary>The connection string of Application Insights; null: none.</summary>
    public string? AzureMonitor { get; init; }

    /// <summary>Whether to show Azure Monitor the identity of this machine.</summary>
    public bool HasAzureIdentity { get; init; }

    /// <summary>The share of traces that are recorded, 0 to 1.</summary>
    public double SampleRatio { get; init; }

    /// <summary>Whether anything is exported. If not, nothing listens, and nothing of this costs anything.</summary>
    public bool IsOn => Otlp is not null || IsOtlpStandard || AzureMonitor is not null;

    public static TelemetrySettings Read(SettingsReader reader, IConfiguration configuration) => new()
    {
        Otlp = reader.Read("Telemetry:Otlp", AddressOf, "the address of a collector that takes OTLP over HTTP, like http://127.0.0.1:4318"),
        IsOtlpStandard = Array.Exists(StandardOtlpKeys, key => !string.IsNullOrWhiteSpace(configuration[key])),
        AzureMonitor = ReadAzureMonitor(reader, configuration),
        HasAzureIdentity = reader.Read<bool>(
            "Telemetry:AzureMonitor:ManagedIdentity", false, text => bool.TryParse(text, out var yes) ? yes : null, "true or false"),
        SampleRatio = reader.Read<double>(
            "Telemetry:SampleRatio", UsualSampleRatio,
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : null,
            "a share from 0 to 1, like 0.05"),
    };

    private static string? ReadAzureMonitor(SettingsReader reader, IConfiguration configuration)
    {
        const string standard = "APPLICATIONINSIGHTS_CONNECTION_STRING";
        var text = reader.Text("Telemetry:AzureMonitor:ConnectionString") ?? configuration[standard];
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase)) return text;
        reader.Wrong($"{SettingsReader.PathOf("Telemetry:AzureMonitor:ConnectionString")}, or {standard}, is not the connection string of Application Insights.");
        return null;
    }

    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;
}
