using System.Reflection;
using System.Text.RegularExpressions;

namespace ConnectNow.Architecture.Tests;

/// <summary>
/// <c>Grains.Abstractions ← Grains ← Providers ← Silo ← WebFrontend</c>, the last arrow in one file for each way to run. Judged by what the
/// compiled assemblies really refer to, and by the sources where assemblies can't tell.
/// </summary>
public sealed partial class LayersTests
{
    /// <summary>What every provider may know; a bracket is open.</summary>
    private const string World = @"^(ConnectNow\.|System|netstandard|Orleans\.|Microsoft\.Extensions\.";

    [Theory]
    [InlineData("Configuration", "")]
    [InlineData("Grains.Abstractions", "")]
    [InlineData("Grains", "Grains.Abstractions")]
    [InlineData("Media", "Grains.Abstractions")]
    [InlineData("Providers.AzureAccount", "Grains")]
    [InlineData("Providers.AzureBlobs", "Grains.Abstractions Grains Providers.AzureAccount")]
    [InlineData("Providers.AzureTables", "Grains.Abstractions Grains Providers.AzureAccount")]
    [InlineData("Providers.Files", "Grains.Abstractions Grains")]
    [InlineData("Providers.Mail", "Grains.Abstractions Grains Providers.AzureAccount")]
    [InlineData("Providers.Push", "Grains.Abstractions Grains")]
    [InlineData("Providers.Sqlite", "Grains.Abstractions Grains")]
    [InlineData("Silo", "Configuration Grains.Abstractions Grains Providers.AzureAccount Providers.AzureBlobs Providers.AzureTables Providers.Files Providers.Mail Providers.Push Providers.Sqlite")]
    [InlineData("WebFrontend", "Configuration Grains.Abstractions Media Silo")]
    public void A_project_refers_only_to_those_below_it(string project, string allowed)
    {
        var own = ReferencesOf(project).Where(name => name.StartsWith("ConnectNow.", StringComparison.Ordinal));

        Assert.Empty(own.Except(allowed.Split(' ').Select(name => $"ConnectNow.{name}")));
    }

    [Theory]
    [InlineData("Grains.Abstractions", @"^(System|netstandard|Orleans\.(Core\.Abstractions|Core|Serialization(\.Abstractions)?|Sdk)$)")]
    [InlineData("Grains", @"^(ConnectNow\.|System|netstandard|Orleans\.|Microsoft\.Extensions\.)")]
    [InlineData("Media", World + "|SkiaSharp)")]
    [InlineData("Providers.AzureAccount", World + @"|Azure\.)")]
    [InlineData("Providers.AzureBlobs", World + @"|Azure\.|Microsoft\.AspNetCore\.DataProtection)")]
    [InlineData("Providers.AzureTables", World + @"|Azure\.)")]
    [InlineData("Providers.Files", World + ")")]
    [InlineData("Providers.Mail", World + @"|Azure\.|MimeKit|MailKit)")]
    [InlineData("Providers.Push", World + @"|Microsoft\.Security\.AntiSSRF)")]
    [InlineData("Providers.Sqlite", World + @"|Microsoft\.Data\.Sqlite|SQLitePCLRaw)")]
    public void A_project_knows_no_more_of_the_world_than_it_needs(string project, string allowed) =>
        Assert.All(ReferencesOf(project), name => Assert.Matches(allowed, name));

    [Fact]
    public void Grains_know_no_database_no_cloud_and_no_web() =>
        Assert.All(ReferencesOf("Grains"), name => Assert.DoesNotMatch(@"Sqlite|Azure|AspNetCore|MimeKit|System\.Net\.Http", name));

    [Fact]
    public void One_file_of_the_frontend_for_each_way_to_run_touches_the_silos_side() =>
        Assert.Equal(["Hosting/ClusterMode.cs", "Hosting/EmbeddedMode.cs"], Mentioning(SiloSide()).Order());

    [Fact]
    public void The_frontend_keeps_the_data_directory_to_the_embedded_mode_and_what_shows_it() =>
        Assert.Equal(
            ["Hosting/EmbeddedMode.cs", "Hosting/FirstRunFile.cs", "Hosting/Settings.cs", "Outbox/OutboxFolder.cs"],
            Mentioning(DataDirectory()).Order());

    [Fact]
    public void Namespaces_follow_folders()
    {
        var stray = Sources.Of("WebFrontend")
            .Where(file => !file.Text.Contains($"namespace {NamespaceOf(file.Path)};", StringComparison.Ordinal));

        Assert.Empty(stray.Select(file => file.Path));

        static string NamespaceOf(string path) => string.Join('.', ["ConnectNow.WebFrontend", .. path.Split('/')[..^1]]);
    }

    [Theory, InlineData("Configuration"), InlineData("Grains.Abstractions"), InlineData("Grains"), InlineData("Media"), InlineData("Providers"), InlineData("Silo"), InlineData("WebFrontend")]
    public void Names_say_what_a_thing_is(string project) =>
        Assert.Empty(Sources.Of(project).Where(file => EmptyName().IsMatch(file.Path)).Select(file => file.Path));

    private static IEnumerable<string> Mentioning(Regex what) =>
        Sources.Of("WebFrontend").Where(file => what.IsMatch(file.Text)).Select(file => file.Path);

    private static IEnumerable<string> ReferencesOf(string project) =>
        Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"ConnectNow.{project}.dll")).GetReferencedAssemblies().Select(name => name.Name!);

    /// <summary>By whatever name: a using, a full name, or a type found through it.</summary>
    [GeneratedRegex(@"ConnectNow\.(Silo|Providers|Grains)\b|EmbeddedSilo|\bClusterClient\b|ISiloBuilder|UseOrleans")]
    private static partial Regex SiloSide();

    [GeneratedRegex(@"\bsettings\.DataDirectory\b|\bDataDirectory = ")]
    private static partial Regex DataDirectory();

    [GeneratedRegex(@"(Manager|Helper|Helpers|Util|Utils|Utilities|Info|Common|Misc)\.cs$")]
    private static partial Regex EmptyName();
}
