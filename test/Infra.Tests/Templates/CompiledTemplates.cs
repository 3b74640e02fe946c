using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(ConnectNow.Infra.Tests.Templates.CompiledTemplates))]

namespace ConnectNow.Infra.Tests.Templates;

/// <summary>All templates, compiled once.</summary>
public sealed class CompiledTemplates : IAsyncLifetime
{
    /// <summary>What azd knows when it deploys silos and frontends: what main.bicep puts out, and what azd itself adds.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["AZURE_ENV_NAME"] = "production",
        ["AZURE_CONTAINER_REGISTRY_ENDPOINT"] = "crtoken.azurecr.io",
        ["SERVICE_SILO_IMAGE_NAME"] = "crtoken.azurecr.io/connectnow/silo-production:azd-deploy-1",
        ["SERVICE_WEB_IMAGE_NAME"] = "crtoken.azurecr.io/connectnow/web-production:azd-deploy-1",
        ["SILO_COLOUR"] = "green",
        ["SILO_APP_PREFIX"] = "ca-silo-",
        ["SILO_ENVIRONMENT_ID"] = "/silos",
        ["SILO_ENVIRONMENT_ADDRESS"] = "10.40.0.4",
        ["SILO_IDENTITY_ID"] = "/identities/silo",
        ["SILO_IDENTITY_CLIENT_ID"] = "11111111-1111-1111-1111-111111111111",
        ["STORAGE_ACCOUNT_NAME"] = "sttoken",
        ["MAIL_ENDPOINT"] = "https://acs-token.europe.communication.azure.com",
        ["MAIL_FROM"] = "chat@mail.example.com",
        ["TELEMETRY_CONNECTION_STRING"] = "InstrumentationKey=22222222-2222-2222-2222-222222222222",
        ["WEB_APP_NAME"] = "ca-web-token",
        ["WEB_ENVIRONMENT_ID"] = "/web",
        ["WEB_ENVIRONMENT_DOMAIN"] = "calm-sea-1.westeurope.azurecontainerapps.io",
        ["WEB_IDENTITY_ID"] = "/identities/web",
        ["WEB_IDENTITY_CLIENT_ID"] = "33333333-3333-3333-3333-333333333333",
    };

    internal ToolResult Main { get; private set; } = null!;

    internal ToolResult Silo { get; private set; } = null!;

    internal ToolResult Web { get; private set; } = null!;

    internal Template MainTemplate => new(JsonNode.Parse(Main.Output)!);

    internal Template SiloTemplate => TemplateIn(Silo);

    internal Template WebTemplate => TemplateIn(Web);

    internal JsonNode SiloParameters => ParametersIn(Silo);

    internal JsonNode WebParameters => ParametersIn(Web);

    public async ValueTask InitializeAsync()
    {
        var silo = Bicep.RunAsync("build-params", "infra/silo.bicepparam", Known);
        var web = Bicep.RunAsync("build-params", "infra/web.bicepparam", Known);
        Main = await Bicep.RunAsync("build", "infra/main.bicep");
        (Silo, Web) = (await silo, await web);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Template TemplateIn(ToolResult built) =>
        new(JsonNode.Parse(JsonNode.Parse(built.Output)!["templateJson"]!.GetValue<string>())!);

    private static JsonNode ParametersIn(ToolResult built) =>
        JsonNode.Parse(JsonNode.Parse(built.Output)!["parametersJson"]!.GetValue<string>())!["parameters"]!;
}
