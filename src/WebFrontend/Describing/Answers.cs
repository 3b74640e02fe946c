using System.Globalization;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Describing;

/// <summary>
/// What else a call can answer than what it is for: with which reasons it refuses, and what is said of a body that can't be taken.
/// </summary>
internal static class Answers
{
    /// <summary>Each refusal names its reasons.</summary>
    public static void NameReasons(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var reasons = context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusesWith>().SelectMany(refuses => refuses.Reasons);
        foreach (var alike in reasons.Distinct().GroupBy(RefusalText.StatusOf))
        {
            if (Of(operation, alike.Key) is { } response) response.Description = $"Refused: {string.Join(", ", alike.Select(reason => $"`{RefusalText.NameOf(reason)}`"))}.";
        }
    }

    /// <summary>A body can be too slow, too long, or no JSON, before any of our code sees it.</summary>
    public static void NameBodyFaults(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
        {
            if (operation.RequestBody?.Content is not { } body) continue;
            Add(operation, StatusCodes.Status408RequestTimeout, "The body came too slowly: `too_slow`.", document);
            Add(operation, StatusCodes.Status413PayloadTooLarge, "The body is longer than this call takes: `body_too_large`.", document);
            if (body.ContainsKey("application/json")) Add(operation, StatusCodes.Status415UnsupportedMediaType, "The body is not `application/json`: `not_json`.", document);
        }
    }

    private static void Add(OpenApiOperation operation, int status, string description, OpenApiDocument document)
    {
        if (Of(operation, status) is { } known)
        {
            known.Description = $"{known.Description} {description}";
            return;
        }

        var problem = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(Problem), document) };
        (operation.Responses ??= [])[Name(status)] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = problem },
        };
    }

    private static OpenApiResponse? Of(OpenApiOperation operation, int status) =>
        operation.Responses?.TryGetValue(Name(status), out var response) is true ? response as OpenApiResponse : null;

    private static string Name(int status) => status.ToString(CultureInfo.InvariantCulture);
}
