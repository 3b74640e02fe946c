namespace ConnectNow.Telemetry;

/// <summary>By what names this product's metrics and traces are asked for.</summary>
public static class TelemetryNames
{
    /// <summary>The meter of everything that this product counts; its instruments begin with <c>connectnow.</c></summary>
    public const string Meter = "ConnectNow";

    /// <summary>The source of this product's own spans.</summary>
    public const string ActivitySource = "ConnectNow";

    /// <summary>Mails by how they ended.</summary>
    public const string Mails = "connectnow.mails";

    /// <summary>Mails that are still to be sent.</summary>
    public const string MailsWaiting = "connectnow.mails.waiting";

    /// <summary>The span of one commit of a chat.</summary>
    public const string CommitSpan = "chat commit";
}
