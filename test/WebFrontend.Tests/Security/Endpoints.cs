using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>What the running application answers to, asked of the application itself.</summary>
internal static class Endpoints
{
    /// <summary><c>GET /api/chats/{chat_id}</c> and so on; an endpoint for any method is <c>* /path</c>.</summary>
    public static IReadOnlyList<string> Of(Server server) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => MethodsOf(endpoint).Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
            .Distinct(),
    ];

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"];
}
