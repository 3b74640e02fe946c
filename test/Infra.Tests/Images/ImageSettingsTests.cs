using System.Text.Json.Nodes;

namespace ConnectNow.Infra.Tests.Images;

/// <summary>What the SDK is told of the images.</summary>
public sealed class ImageSettingsTests
{
    [Theory]
    [InlineData("src/Silo", "connectnow-silo", "11111 30000 8081")]
    [InlineData("src/WebFrontend", "connectnow-web", "8080")]
    public async Task An_image_is_small_has_no_shell_and_runs_as_nobody_special(string project, string repository, string ports)
    {
        var image = await EvaluateAsync(project);

        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", Property("ContainerBaseImage"));
        Assert.Equal("app", Property("ContainerUser"));
        Assert.Equal("true", Property("EnableSdkContainerSupport"));
        Assert.Equal(repository, Property("ContainerRepository"));
        Assert.Equal("/app/", Property("ContainerWorkingDirectory"));
        Assert.Equal("false", Property("SelfContained"), ignoreCase: true);
        Assert.Equal(ports.Split(' '), Items("ContainerPort").Select(port => port["Identity"]!.GetValue<string>()));
        var variable = Assert.Single(Items("ContainerEnvironmentVariable"));
        // Beside the program nobody may write.
        Assert.Equal(("ConnectNow__DataDirectory", "/tmp/connectnow"), (variable["Identity"]!.GetValue<string>(), variable["Value"]!.GetValue<string>()));
        Assert.Contains(Items("ContainerLabel"), label => label["Identity"]!.GetValue<string>() == "org.opencontainers.image.version");

        string Property(string name) => image["Properties"]![name]!.GetValue<string>();

        IEnumerable<JsonNode> Items(string name) => image["Items"]![name]!.AsArray().Select(item => item!);
    }

    private static async Task<JsonNode> EvaluateAsync(string project)
    {
        var evaluated = await Tool.RunAsync("dotnet",
        [
            "msbuild", Repository.PathOf(project), "-nologo", "-nodeReuse:false", "-p:BuildClient=false", "-p:NoBuild=true", "-t:ComputeContainerConfig",
            "-getProperty:ContainerBaseImage,ContainerUser,ContainerRepository,ContainerWorkingDirectory,EnableSdkContainerSupport,SelfContained", "-getItem:ContainerEnvironmentVariable,ContainerPort,ContainerLabel",
        ]);
        Assert.True(evaluated.ExitCode == 0, evaluated.Output + evaluated.Error);
        return JsonNode.Parse(evaluated.Output)!;
    }
}
