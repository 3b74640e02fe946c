using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConnectNow.WebFrontend.Describing;

/// <summary>
/// The OpenAPI document at <c>/openapi/v1.json</c>: made from the endpoints themselves, so that it can't say anything else.
/// </summary>
internal static class ApiDescription
{
    private const string About =
        "Companies create chats, people join them by link and password. `Authorization: Bearer` takes an API token of a company (`cnc_…`) or a chat-user " +
        "token of one participant of one chat (`cnu_…`). Every refusal is an RFC 9457 problem whose `reason` is for programs and whose `detail` is for people. " +
        "An address that is none of these answers 404, a method that an address has not 405 with `Allow`. " +
        "Lists ascend by time and come in pages. Times are ISO 8601 in UTC. Fields, and names among those that a field can have, are only ever added.";

    private const string Version = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSingleton<Document>().AddOpenApi(Version, options =>
    {
        options.AddSchemaTransformer(Fields.DescribeAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            NameHead(operation, context);
            Secure(operation, context);
            Parameters.Describe(operation);
            Answers.NameReasons(operation, context);
            return Task.CompletedTask;
        });
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
            Tags.Describe(document);
            Answers.NameBodyFaults(document);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this IEndpointRouteBuilder routes) => routes
        .MapGet($"/openapi/{Version}.json", async (Document document) => TypedResults.Bytes(await document.Bytes.Value, "application/json;charset=utf-8"))
        .ExcludeFromDescription();

    /// <summary>
    /// Made when it is first asked for, and then kept: making it takes as long as hundreds of calls, and anybody may ask.
    /// </summary>
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

    /// <summary>One endpoint answers GET and HEAD, but no two calls may have one name: <c>getFile</c> and <c>headFile</c>.</summary>
    private static void NameHead(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.HttpMethod == HttpMethods.Head && operation.OperationId is ['g', 'e', 't', .. var what]) operation.OperationId = $"head{what}";
    }

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
}
