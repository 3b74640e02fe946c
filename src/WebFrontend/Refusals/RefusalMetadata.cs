namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Says in the OpenAPI document how an endpoint refuses.</summary>
internal static class RefusalMetadata
{
    /// <summary>These, and those that every call can get: too fast, and not available.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params Reason[] reasons)
    {
        var all = new RefusesWith([.. reasons, Reason.TooFast, Reason.Unavailable]);
        foreach (var status in all.Reasons.Select(RefusalText.StatusOf).Distinct().Order()) endpoint.Produces<Problem>(status, Problem.ContentType);
        return endpoint.WithMetadata(all);
    }
}

/// <summary>The reasons with which an endpoint refuses.</summary>
internal sealed record RefusesWith(IReadOnlyList<Reason> Reasons);
