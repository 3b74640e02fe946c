using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>: made from the endpoints themselves, so that it can't say anything else.</summary>
internal static class OpenApi
{
    private const string About =
        "Companies create chats, people join them by link and password. `Authorization: Bearer` takes an API token of a company (`cnc_…`) or a chat-user " +
        "token of one participant of one chat (`cnu_…`). Every refusal is an RFC 9457 problem whose `reason` is for programs and whose `detail` is for people. " +
        "Lists ascend by time and come in pages. Times are ISO 8601 in UTC.";

    private const string Version = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSingleton<Document>().AddOpenApi(Version, options =>
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo { Title = "ConnectNow Chat", Version = "1", Description = About };
            document.Servers = [new OpenApiServer { Url = context.ApplicationServices.GetRequiredService<PublicAddress>().Origin }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Authentication.CompanyScheme] = Bearer("An API token of a company: `cnc_…`."),
                [Authentication.ChatUserScheme] = Bearer("A chat-user token: `cnu_…`. Browsers send it as the cookie `cn-{chat_id}` (over TLS `__Host-cn-{chat_id}`) instead."),
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Secure(operation, context);
            DescribeParameters(operation, context);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this IEndpointRouteBuilder routes) => routes
        .MapGet($"/openapi/{Version}.json", async (Document document) => TypedResults.Bytes(await document.Bytes.Value, "application/json;charset=utf-8"))
        .ExcludeFromDescription();

    /// <summary>Made when it is first asked for, and then kept: making it takes as long as hundreds of calls, and anybody may ask.</summary>
    private sealed class Document([FromKeyedServices(Version)] IOpenApiDocumentProvider provider)
    {
        public Lazy<Task<byte[]>> Bytes { get; } = new(async () =>
        {
            var document = await provider.GetOpenApiDocumentAsync();
            using var text = new MemoryStream();
            await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
            return text.ToArray();
        });
    }

    private static OpenApiSecurityScheme Bearer(string description) =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };

    /// <summary>Which of the two credentials a call takes, as its policy says.</summary>
    private static void Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        string[] schemes = policy switch
        {
            Authentication.ChatUserOrCompany => [Authentication.CompanyScheme, Authentication.ChatUserScheme],
            null => [],
            _ => [policy],
        };
        operation.Security = [.. schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] })];
    }

    private static void DescribeParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            (parameter.Description, parameter.Schema) = parameter.Name switch
            {
                "page" => ("Which page, from 1.", Number(1_000_000)),
                "per_page" => ($"How many on a page: {Wire.PageQuery.DefaultPerPage} unless told.", Number(Wire.PageQuery.MaxPerPage)),
                "before" => ("Only what is strictly before this time.", Time()),
                "after" => ("Only what is strictly after this time.", Time()),
                "chat_id" => ("The chat.", parameter.Schema),
                "company_id" => ("The company.", parameter.Schema),
                "user_id" => ("The participant.", parameter.Schema),
                "message_id" => ("The message's number.", parameter.Schema),
                "upload_id" => ("The upload.", parameter.Schema),
                "file_id" => ("The file: the id of the upload it came from.", parameter.Schema),
                "index" => ("Which block, from 0.", parameter.Schema),
                "Content-Digest" => ("The SHA-256 of the body: `sha-256=:BASE64:` (RFC 9530).", parameter.Schema),
                "download" => ("Present: to be saved, never shown.", parameter.Schema),
                _ => (parameter.Description, parameter.Schema),
            };
        }
    }

    private static OpenApiSchema Number(int most) => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = most.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private static OpenApiSchema Time() => new() { Type = JsonSchemaType.String, Format = "date-time" };
}
