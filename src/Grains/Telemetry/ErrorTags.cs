namespace ConnectNow.Grains.Telemetry;

/// <summary>
/// The attribute <c>error.type</c>, as OpenTelemetry names what went wrong: few values, and nothing of what was being done.
/// </summary>
internal static class ErrorTags
{
    private const string Name = "error.type";

    public static readonly KeyValuePair<string, object?> Fenced = new(Name, "fenced");

    /// <summary>The type of a fault: its message may hold anything.</summary>
    public static KeyValuePair<string, object?> Of(Exception fault) => new(Name, fault.GetType().Name);
}
