using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Files;

/// <summary>
/// Says in the OpenAPI document that an endpoint takes or gives bytes. Whatever a client calls them, they are only bytes: no Content-Type
/// is refused.
/// </summary>
internal static class RawBodies
{
    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder endpoint, string description, params string[] types) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Description = description, Content = Bytes(types) };
            return Task.CompletedTask;
        });

    public static RouteHandlerBuilder GivesBytes(this RouteHandlerBuilder endpoint, params string[] types) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse { Description = "The whole of it.", Content = Bytes(types) };
            operation.Responses["206"] = new OpenApiResponse { Description = "The part that `Range` asks for.", Content = Bytes(types) };
            operation.Responses["304"] = new OpenApiResponse { Description = "It is what `If-None-Match` names." };
            operation.Responses["416"] = new OpenApiResponse { Description = "There is no such part." };
            return Task.CompletedTask;
        });

    private static Dictionary<string, OpenApiMediaType> Bytes(IEnumerable<string> types) => types.ToDictionary(
        type => type,
        _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } });
}
