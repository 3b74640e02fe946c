using System.Diagnostics;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Telemetry;

namespace ConnectNow.Grains.Telemetry;

/// <summary>
/// The span of a commit. It serves all operations that waited: it belongs to the trace of the first of them that is recorded, and links to
/// the others. Nothing is made, and nothing remembered, while nobody listens.
/// </summary>
internal static class CommitTrace
{
    private static readonly ActivitySource Source = new(TelemetryNames.ActivitySource);

    /// <summary>Whose trace what is being asked for now belongs to.</summary>
    public static Activity? Cause => Source.HasListeners() ? Activity.Current : null;

    /// <summary>
    /// Begins the span; null when it is not recorded. The loop that commits outlives the call that woke it: whatever comes of the commit
    /// belongs to those whom it serves.
    /// </summary>
    public static Activity? Begin(List<Operation> batch)
    {
        if (!Source.HasListeners()) return null;
        var causes = batch.Select(operation => operation.Cause).OfType<Activity>().Distinct().ToList();
        var parent = causes.Find(cause => cause.Recorded) ?? causes.FirstOrDefault();
        Activity.Current = parent;
        var links = causes.Where(cause => cause.Recorded && cause != parent).Select(cause => new ActivityLink(cause.Context));
        var span = Source.StartActivity(TelemetryNames.CommitSpan, ActivityKind.Internal, parent?.Context ?? default, links: links);
        span?.SetTag("connectnow.commit.operations", batch.Count);
        return span;
    }

    public static void Failed(Activity? span, Exception fault) =>
        span?.SetTag("error.type", fault.GetType().Name).SetStatus(ActivityStatusCode.Error);

    /// <summary>Goes on with what a cause has begun, on behalf of it.</summary>
    public static void Resume(Activity? cause)
    {
        if (Source.HasListeners()) Activity.Current = cause;
    }
}
