using YamlDotNet.RepresentationModel;

namespace ConnectNow.Infra.Tests.Deploying;

/// <summary>
/// The rules of the schema of azure.yaml that ours must meet (Azure/azure-dev, schemas/v1.0), and what azd needs besides.
/// </summary>
public sealed class AzureYamlTests
{
    private static readonly string[] RootKeys = ["name", "requiredVersions", "infra", "services", "hooks", "metadata", "pipeline", "workflows", "resourceGroup"];
    private static readonly string[] ServiceKeys = ["project", "language", "host", "module", "hooks", "uses", "docker", "env", "resourceName", "resourceGroup", "apiVersion", "dist"];
    private static readonly string[] HookNames = ["prerestore", "postrestore", "prebuild", "postbuild", "prepackage", "postpackage", "prepublish", "postpublish", "predeploy", "postdeploy"];

    internal const string LeastAzd = "1.31";

    private readonly YamlMappingNode _root = Read();

    [Fact]
    public void The_root_has_a_name_and_nothing_unknown()
    {
        Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Text(_root, "name"));
        Assert.Empty(Keys(_root).Except(RootKeys));
    }

    [Fact]
    public void The_infrastructure_is_where_azd_looks()
    {
        var infra = Map(_root, "infra");

        Assert.Equal("bicep", Text(infra, "provider"));
        Assert.True(File.Exists(Repository.PathOf($"{Text(infra, "path")}/{Text(infra, "module")}.bicep")));
        Assert.True(File.Exists(Repository.PathOf($"{Text(infra, "path")}/{Text(infra, "module")}.parameters.json")));
    }

    // Before 1.23.8 deployments of a service's own Bicep fail, those with a job above all; 1.31 is what decision 0015 was written against.
    [Fact]
    public void An_azd_that_fails_at_a_services_own_bicep_is_refused() =>
        Assert.Equal($">= {LeastAzd}.0", Text(Map(_root, "requiredVersions"), "azd"));

    [Theory, InlineData("silo"), InlineData("web")]
    public void A_service_is_a_dotnet_project_in_container_apps_with_bicep_of_its_own(string name)
    {
        var service = Service(name);

        Assert.Empty(Keys(service).Except(ServiceKeys));
        Assert.Equal("containerapp", Text(service, "host"));
        Assert.Equal("dotnet", Text(service, "language"));
        Assert.Single(Directory.GetFiles(Repository.PathOf(Text(service, "project")), "*.*proj"));
        Assert.True(File.Exists(Repository.PathOf($"infra/{Text(service, "module")}.bicepparam")));
    }

    // azd builds with a container engine where it finds a Dockerfile, and with the SDK where it finds none.
    [Theory, InlineData("silo"), InlineData("web")]
    public void The_sdk_makes_the_image_so_that_no_container_engine_is_needed(string name) =>
        Assert.False(File.Exists(Repository.PathOf($"{Text(Service(name), "project")}/Dockerfile")));

    // Two publications at a time would write the same files of the projects that both are made of.
    [Fact]
    public void Silos_come_first_and_nothing_is_built_beside_something_else()
    {
        Assert.Equal(
            ["provision", "deploy silo", "deploy web"],
            ((YamlSequenceNode)Map(Map(_root, "workflows"), "up").Children["steps"]).Select(step => Text((YamlMappingNode)step, "azd")));
        Assert.Equal(["silo"], ((YamlSequenceNode)Service("web").Children["uses"]).Select(node => ((YamlScalarNode)node).Value));
    }

    [Theory]
    [InlineData("predeploy", "windows", "pwsh", "begin")]
    [InlineData("predeploy", "posix", "sh", "begin")]
    [InlineData("postdeploy", "windows", "pwsh", "finish")]
    [InlineData("postdeploy", "posix", "sh", "finish")]
    public void The_change_of_silos_begins_before_and_ends_after_their_deployment(string hook, string system, string shell, string verb)
    {
        var hooks = Map(Service("silo"), "hooks");
        var script = Map(Map(hooks, hook), system);

        Assert.Empty(Keys(hooks).Except(HookNames));
        Assert.Equal(shell, Text(script, "shell"));
        Assert.Equal($"dotnet run --project ../../infra/Rollout --configuration Release -- {verb}", Text(script, "run"));
        // Hooks of a service run in its folder.
        Assert.True(File.Exists(Path.Combine(Repository.PathOf(Text(Service("silo"), "project")), "../../infra/Rollout/Rollout.csproj")));
    }

    // It would write an id for user secrets into a project that has none.
    [Theory, InlineData("src/Silo/Silo.csproj"), InlineData("src/WebFrontend/WebFrontend.csproj")]
    public void Azd_leaves_the_project_files_as_they_are(string project) =>
        Assert.Contains("<UserSecretsId>", File.ReadAllText(Repository.PathOf(project)), StringComparison.Ordinal);

    private static YamlMappingNode Read()
    {
        using var text = File.OpenText(Repository.PathOf("azure.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private YamlMappingNode Service(string name) => Map(Map(_root, "services"), name);

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node.Children[key]).Value!;

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!);
}
