using System.Text.RegularExpressions;

namespace ConnectNow.Infra.Tests.Templates;

public sealed partial class RolesTests(CompiledTemplates compiled)
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";

    /// <summary>Who may do what, where: everything that is given to anybody.</summary>
    private static readonly string[] Given =
    [
        "logs: Monitoring Metrics Publisher on components for publishers",
        "mail: sending on communicationServices for senderId",
        "registry: AcrPull on registries for pullers",
        "storage: Storage Blob Data Contributor on container backups for siloPrincipalId",
        "storage: Storage Blob Data Contributor on container files for siloPrincipalId",
        "storage: Storage Blob Data Contributor on container files for webPrincipalId",
        "storage: Storage Blob Data Contributor on container grainstate for siloPrincipalId",
        "storage: Storage Blob Data Contributor on container keys for webPrincipalId",
        "storage: Storage Blob Data Contributor on container operator for webPrincipalId",
        "storage: Storage Blob Data Reader on container operator for operatorId",
        "storage: Storage Table Data Contributor on table ConnectNowTimeline for siloPrincipalId",
        "storage: Storage Table Data Contributor on table OrleansSiloInstances for siloPrincipalId",
        "storage: Storage Table Data Contributor on table OrleansSiloInstances for webPrincipalId",
    ];

    private static readonly Dictionary<string, string> Names = new()
    {
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Fact]
    public void Every_role_that_is_given_is_one_of_these() =>
        Assert.Equal(Given, compiled.MainTemplate.Of(Assignment).Select(Sentence).Order(StringComparer.Ordinal));

    [Fact]
    public void Silos_and_frontends_are_given_the_roles_that_lists_of_identities_name()
    {
        var identities = compiled.MainTemplate.Templates.Single(module => module.Name == "identities").Template;

        var all = identities["outputs"]!["all"]!["value"]!.AsArray().Select(identity => identity!["principalId"]!.GetValue<string>());

        Assert.Equal(["[reference('silo').principalId]", "[reference('web').principalId]"], all);
    }

    [Fact]
    public void Every_role_is_given_on_one_resource_and_never_on_a_group_or_subscription() =>
        Assert.All(compiled.MainTemplate.Of(Assignment), role => Assert.NotNull(role.At("scope")));

    [Fact]
    public void The_one_role_of_our_own_sends_mail_and_manages_nothing()
    {
        var role = Assert.Single(compiled.MainTemplate.Of("Microsoft.Authorization/roleDefinitions"));
        var permissions = Assert.Single(role.Properties["permissions"]!.AsArray())!;

        Assert.Equal(
            ["Microsoft.Communication/CommunicationServices/Read", "Microsoft.Communication/CommunicationServices/Write", "Microsoft.Communication/EmailServices/write"],
            permissions["actions"]!.AsArray().Select(action => action!.GetValue<string>()));
        Assert.Equal("[resourceGroup().id]", Assert.Single(role.Properties["assignableScopes"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public void Silos_and_frontends_run_as_what_they_are()
    {
        Assert.Equal("/identities/silo", compiled.SiloParameters["identityId"]!["value"]!.GetValue<string>());
        Assert.Equal("/identities/web", compiled.WebParameters["identityId"]!["value"]!.GetValue<string>());
        Assert.All([.. compiled.SiloTemplate.Resources, .. compiled.WebTemplate.Of("Microsoft.App/containerApps")], app =>
        {
            Assert.Equal("UserAssigned", app.At("identity.type"));
            Assert.Equal("[format('{0}', parameters('identityId'))]", Assert.Single(app.Node["identity"]!["userAssignedIdentities"]!.AsObject()).Key);
            Assert.Equal("[parameters('identityId')]", app.At("properties.configuration.registries.0.identity"));
        });
    }

    private static string Sentence(Resource assignment) =>
        $"{assignment.Module}: {RoleOf(assignment)} on {ScopeOf(assignment)} for {PrincipalOf(assignment)}";

    private static string RoleOf(Resource assignment)
    {
        var definition = assignment.At("properties.roleDefinitionId")!;
        if (Variable().Match(definition) is { Success: true } variable) return Names[assignment.Template["variables"]![variable.Groups[1].Value]!.GetValue<string>()];
        // The one that the module defines itself.
        Assert.Contains("resourceId('Microsoft.Authorization/roleDefinitions', guid(resourceGroup().id, 'send mail'))", definition, StringComparison.Ordinal);
        return "sending";
    }

    private static string ScopeOf(Resource assignment)
    {
        var parts = Quoted().Matches(assignment.At("scope")!).Select(match => match.Groups[1].Value).ToList();
        var kind = parts[0].Split('/')[^1];
        return kind switch { "containers" => $"container {parts[^1]}", "tables" => $"table {parts[^1]}", _ => kind };
    }

    private static string PrincipalOf(Resource assignment) => Parameter().Match(assignment.At("properties.principalId")!).Groups[1].Value;

    [GeneratedRegex(@"variables\('(\w+)'\)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"parameters\('(\w+)'\)")]
    private static partial Regex Parameter();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
