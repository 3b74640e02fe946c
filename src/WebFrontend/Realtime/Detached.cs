namespace ConnectNow.WebFrontend.Realtime;

/// <summary>Work that outlives the call that began it, and must not bear its context: tracing, culture, the grain that spoke.</summary>
internal static class Detached
{
    public static void Run(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Task.Run(work);
            return;
        }

        using (ExecutionContext.SuppressFlow()) Task.Run(work);
    }
}
