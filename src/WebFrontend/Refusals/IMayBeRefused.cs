namespace ConnectNow.WebFrontend.Refusals;

/// <summary>Something taken from a request that may turn out not to be for the caller.</summary>
internal interface IMayBeRefused
{
    /// <summary>Null when it is.</summary>
    Refusal? Refusal { get; }
}

/// <summary>Answers with the refusal, before the endpoint sees what it must not.</summary>
internal static class RefusalFilter
{
    public static RouteGroupBuilder RefuseStrangers(this RouteGroupBuilder group) => group.AddEndpointFilter((context, next) =>
        context.Arguments.OfType<IMayBeRefused>().Select(argument => argument.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refusal
            ? ValueTask.FromResult<object?>(new Refused(refusal))
            : next(context));
}
