namespace ConnectNow.Telemetry;

/// <summary>By what names this product's metrics and traces are asked for.</summary>
public static class TelemetryNames
{
    /// <summary>The meter of everything that this product counts; its instruments begin with <c>connectnow.</c></summary>
    public const string Meter = "ConnectNow";

    /// <summary>The source of this product's own spans.</summary>
    public const string ActivitySource = "ConnectNow";

    /// <summary>The span of one commit of a chat.</summary>
    public const string CommitSpan = "chat commit";
}
