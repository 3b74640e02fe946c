namespace ConnectNow.Infra.Tests.Images;

public sealed class ImageContentTests(PublishedPrograms published)
{
    [Fact]
    public void A_frontend_brings_its_pages_and_what_it_decodes_pictures_with()
    {
        var files = PublishedPrograms.FilesIn(published.Web);

        Assert.Contains("ConnectNow.WebFrontend.dll", files);
        Assert.Contains("appsettings.json", files);
        Assert.Contains("wwwroot/index.html", files);
        Assert.Contains("runtimes/linux-x64/native/libSkiaSharp.so", files);
    }

    [Fact]
    public void A_silo_brings_its_plans_and_no_pages()
    {
        var files = PublishedPrograms.FilesIn(published.Silo);

        Assert.Contains("ConnectNow.Silo.dll", files);
        Assert.Contains("appsettings.json", files);
        Assert.DoesNotContain(files, file => file.StartsWith("wwwroot/", StringComparison.Ordinal) || file.Contains("WebFrontend", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(@"(?i)(^|/)(xunit|Microsoft\.TestPlatform|testhost|Microsoft\.Playwright|BenchmarkDotNet)")]
    [InlineData(@"(?i)\.Tests\.|ConnectNow\.(Azurite|Cluster|Resilience|Bench)\.")]
    [InlineData(@"(?i)appsettings\.(?!json$)|launchSettings|secrets\.json")]
    [InlineData(@"(?i)\.(map|ts|tsx|svelte|cs|csproj)$")]
    [InlineData(@"(?i)\.(pfx|pem|key|p12|env)$|first-run|\.db(-wal|-shm)?$|\.eml$")]
    [InlineData(@"^ConnectNow\..*\.xml$")]
    public void Nothing_of_the_kind_is_in_an_image(string kind)
    {
        Assert.DoesNotContain(PublishedPrograms.FilesIn(published.Silo), file => System.Text.RegularExpressions.Regex.IsMatch(file, kind));
        Assert.DoesNotContain(PublishedPrograms.FilesIn(published.Web), file => System.Text.RegularExpressions.Regex.IsMatch(file, kind));
    }

    [Fact]
    public void The_settings_in_an_image_hold_no_secret() =>
        Assert.All([published.Silo, published.Web], folder => Assert.DoesNotMatch("(?i)key|password|token|connection", File.ReadAllText(Path.Combine(folder, "appsettings.json"))));
}
