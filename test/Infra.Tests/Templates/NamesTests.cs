using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ConnectNow.Infra.Tests.Templates;

public sealed partial class NamesTests(CompiledTemplates compiled)
{
    /// <summary>What bears no tags: parts of something that does, and what is no resource of a group.</summary>
    private static readonly string[] Untagged =
    [
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Authorization/roleDefinitions",
        "Microsoft.Communication/emailServices/domains/senderUsernames",
        "Microsoft.Insights/diagnosticSettings",
        "Microsoft.App/managedEnvironments/maintenanceConfigurations",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "Microsoft.Storage/storageAccounts/managementPolicies",
        "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.Storage/storageAccounts/tableServices/tables",
    ];

    private static readonly string[] Deployed = ["infra/silo.bicepparam", "infra/web.bicepparam"];

    [Fact]
    public void Every_resource_says_which_environment_it_belongs_to()
    {
        var tagged = compiled.MainTemplate.Resources.Where(resource => !Untagged.Contains(resource.Type)).ToList();

        Assert.All(tagged, resource => Assert.Matches(@"^\[(parameters|variables)\('tags'\)\]$", resource.At("tags")));
        Assert.All(compiled.MainTemplate.Templates.Where(module => module.Template["parameters"]?["tags"] is not null), module => Assert.NotEqual("main", module.Name));
        Assert.Contains("\"azd-env-name\"", compiled.Main.Output, StringComparison.Ordinal);
        Assert.All([.. compiled.SiloTemplate.Resources, .. compiled.WebTemplate.Resources], app => Assert.Equal("[parameters('environmentName')]", app.Node["tags"]!["azd-env-name"]!.GetValue<string>()));
    }

    [Fact]
    public void Azd_finds_the_frontends_and_looks_for_no_single_silo()
    {
        Assert.Equal("web", Assert.Single(compiled.WebTemplate.Of("Microsoft.App/containerApps")).Node["tags"]!["azd-service-name"]!.GetValue<string>());
        Assert.Null(Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/containerApps")).Node["tags"]!["azd-service-name"]);
    }

    [Fact]
    public void What_comes_out_becomes_the_environment_of_azd()
    {
        Assert.All(compiled.MainTemplate.Outputs.Concat(compiled.WebTemplate.Outputs), output => Assert.Matches("^[A-Z][A-Z0-9_]*$", output.Key));
        Assert.Contains("AZURE_CONTAINER_REGISTRY_ENDPOINT", compiled.MainTemplate.Outputs.Select(output => output.Key));
        Assert.Contains("AZURE_RESOURCE_GROUP", compiled.MainTemplate.Outputs.Select(output => output.Key));
    }

    [Fact]
    public void Silos_and_frontends_are_told_nothing_that_azd_does_not_know()
    {
        // azd itself, its publishing of images, and the hook before the silos know these.
        string[] others = ["AZURE_ENV_NAME", "SERVICE_SILO_IMAGE_NAME", "SERVICE_WEB_IMAGE_NAME", "SILO_COLOUR"];
        var known = compiled.MainTemplate.Outputs.Select(output => output.Key).Concat(others).ToHashSet();

        var asked = Deployed
            .SelectMany(file => Needed().Matches(File.ReadAllText(Repository.PathOf(file))).Select(match => match.Groups[1].Value)).Distinct();

        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public void Every_parameter_of_what_is_provisioned_can_be_set_through_azd()
    {
        var given = JsonNode.Parse(File.ReadAllText(Repository.PathOf("infra/main.parameters.json")))!["parameters"]!.AsObject();

        Assert.Equal(compiled.MainTemplate.Parameters.Select(parameter => parameter.Key).Order(StringComparer.Ordinal), given.Select(parameter => parameter.Key).Order(StringComparer.Ordinal));
        Assert.All(given, parameter => Assert.Matches(@"^\$\{[A-Z_]+(=[A-Za-z0-9]+)?\}$", parameter.Value!["value"]!.GetValue<string>()));
    }

    [Fact]
    public void What_an_operator_can_set_is_written_down()
    {
        var document = File.ReadAllText(Repository.PathOf("docs/azure.md"));
        var provisioned = Variable().Matches(File.ReadAllText(Repository.PathOf("infra/main.parameters.json")))
            .Select(match => match.Groups[1].Value);
        var deployed = Deployed
            .SelectMany(file => Optional().Matches(File.ReadAllText(Repository.PathOf(file))).Select(match => match.Groups[1].Value));

        var settable = provisioned.Concat(deployed).Where(name => !name.StartsWith("AZURE_PRINCIPAL", StringComparison.Ordinal)).Distinct();

        Assert.All(settable, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'\)")]
    private static partial Regex Needed();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)', ")]
    private static partial Regex Optional();

    [GeneratedRegex(@"\$\{(\w+)")]
    private static partial Regex Variable();
}
