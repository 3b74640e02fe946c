namespace ConnectNow.Infra.Tests.Templates;

public sealed class BicepTests(CompiledTemplates compiled)
{
    [Fact]
    public void What_is_provisioned_compiles_and_meets_every_rule() => AssertClean(compiled.Main);

    [Fact]
    public void Silos_compile_and_meet_every_rule() => AssertClean(compiled.Silo);

    [Fact]
    public void Frontends_compile_and_meet_every_rule() => AssertClean(compiled.Web);

    [Fact]
    public async Task A_warning_would_be_seen()
    {
        var folder = Directory.CreateTempSubdirectory("connectnow-bicep-");
        var file = Path.Combine(folder.FullName, "careless.bicep");
        await File.WriteAllTextAsync(file, "param unused string", TestContext.Current.CancellationToken);

        var built = await Bicep.RunAsync("build", file);
        folder.Delete(recursive: true);

        Assert.Contains("no-unused-params", built.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_fetched_to_compile() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories),
            file => Assert.DoesNotMatch("'(br|ts)[:/]", File.ReadAllText(file)));

    // Whatever the compiler finds, an error or less, it says there.
    private static void AssertClean(ToolResult built)
    {
        Assert.Equal("", built.Error);
        Assert.Equal(0, built.ExitCode);
    }
}
