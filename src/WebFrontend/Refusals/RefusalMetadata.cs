namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Says in the OpenAPI document with which statuses an endpoint refuses.</summary>
internal static class RefusalMetadata
{
    /// <summary>These, and those that every call can get: too fast, and not available.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params Reason[] reasons)
    {
        foreach (var status in reasons.Append(Reason.TooFast).Append(Reason.Unavailable).Select(RefusalText.StatusOf).Distinct().Order())
            endpoint.ProducesProblem(status);
        return endpoint;
    }
}
