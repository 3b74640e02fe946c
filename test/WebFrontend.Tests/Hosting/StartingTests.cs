using System.Net;
using System.Net.Sockets;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Hosting;

public sealed class StartingTests(Server server)
{
    [Fact]
    public async Task The_first_start_leaves_a_company_a_chat_and_a_token_for_its_owner_alone()
    {
        var file = Path.Combine(server.DataDirectory, "first-run.json");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal($"{server.Address}c/{server.FirstRun.ChatId}#{server.FirstRun.ChatPassword}", server.FirstRun.ChatUrl);
        var user = await server.Operator().GetAsync("/api/user");
        Assert.Equal(server.FirstRun.CompanyId, user.Json["company"]!["id"]!.ToString());
        var chat = await server.Operator().GetAsync($"/api/chats/{server.FirstRun.ChatId}");
        Assert.Equal("Welcome to ConnectNow", chat["name"]);
    }

    [Fact]
    public async Task Links_begin_with_the_public_url_and_cookies_are_secure_there()
    {
        await using var behind = await Server.StartAsync("--ConnectNow:PublicUrl", "https://chat.example.com");
        using var browser = behind.NewBrowser();

        var joining = await browser.PostAsync($"/api/chats/{behind.FirstRun.ChatId}/join/password", new { password = behind.FirstRun.ChatPassword });

        Assert.StartsWith("https://chat.example.com/c/", behind.FirstRun.ChatUrl, StringComparison.Ordinal);
        Assert.Contains("; secure", joining.Headers["Set-Cookie"], StringComparison.Ordinal);
        browser.Headers.Add("Origin", "https://chat.example.com");
        (await browser.PostAsync("/api/sign-in", new { email = "a@example.com" })).Expect(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("--ConnectNow:PublicUrl", "chat.example.com", "ConnectNow:PublicUrl")]
    [InlineData("--ConnectNow:PublicUrl", "https://chat.example.com/path", "ConnectNow:PublicUrl")]
    [InlineData("--ConnectNow:Cluster", "Azure", "ConnectNow:Storage:ConnectionString")]
    [InlineData("--ConnectNow:Cluster", "Moon", "ConnectNow:Cluster")]
    [InlineData("--ConnectNow:DrainTime", "a while", "ConnectNow:DrainTime")]
    [InlineData("--ConnectNow:Proxies", "proxy.example.com", "ConnectNow:Proxies")]
    [InlineData("--ConnectNow:Email:Provider", "Pigeon", "ConnectNow:Email:Provider")]
    [InlineData("--ConnectNow:Limits:MessageBurst", "lots", "ConnectNow:Limits:MessageBurst")]
    [InlineData("--ConnectNow:Plans:free:PeoplePerChat", "ten", "ConnectNow:Plans:free:PeoplePerChat")]
    [InlineData("--ConnectNow:Plans:free:PeoplePerChat", "0", "ConnectNow:Plans")]
    [InlineData("--ConnectNow:DefaultPlan", "gold", "ConnectNow:DefaultPlan")]
    [InlineData("--ConnectNow:DataDirectory", "/proc/nowhere", "/proc/nowhere")]
    [InlineData("--urls", "nonsense", "--urls")]
    public async Task What_can_not_work_is_said_in_one_sentence(string option, string value, string about)
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, output, error) = await ServerProcess.RunAsync(directory.Path, FreePort.Find(), option, value);

        MustBeOneSentence(exitCode, output, error, about);
    }

    [Fact]
    public async Task Everything_that_can_not_work_is_said_at_once()
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, _, error) = await ServerProcess.RunAsync(
            directory.Path, FreePort.Find(), "--ConnectNow:PublicUrl", "chat.example.com", "--ConnectNow:Proxies", "10.0.0.0/8, here", "--ConnectNow:Limits:Mesages", "1",
            "--ConnectNow:Plans:free:Chats", "many", "--ConnectNow:DefaultPlan", "gold", "--ConnectNow:Push:Subject", "nobody", "--ConnectNow:DataDirectory", "/proc/nowhere",
            "--ConnectNow:Email:Provider", "Smtp", "--ConnectNow:Email:From", "nobody", "--ConnectNow:Email:Smtp:UserName", "chat", "--ConnectNow:Email:Smtp:Security", "None",
            "--ConnectNow:Email:Smtp:CaFile", "/no/such.pem");

        Assert.NotEqual(0, exitCode);
        string[] named = ["ConnectNow:PublicUrl", "ConnectNow:Proxies", "ConnectNow:Limits:Mesages", "/proc/nowhere", "ConnectNow:Plans:free:Chats", "ConnectNow:DefaultPlan", "ConnectNow:Push:Subject",
            "ConnectNow:Email:From", "ConnectNow:Email:Smtp:Host", "ConnectNow:Email:Smtp:Password", "in the clear", "ConnectNow:Email:Smtp:CaFile"];
        Assert.All(error.Trim().Split('\n').Zip(named), line => Assert.Contains(line.Second, line.First, StringComparison.Ordinal));
        Assert.Equal(named.Length, error.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task What_is_wrong_with_a_secret_is_said_without_it()
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, output, error) = await ServerProcess.RunAsync(
            directory.Path, FreePort.Find(), "--ConnectNow:Email:Provider", "AzureCommunication", "--ConnectNow:Email:From", "chat@example.com",
            "--ConnectNow:Email:AzureCommunication:ConnectionString", "endpoint=https://contoso.communication.azure.com;accesskey=not-base-64");

        MustBeOneSentence(exitCode, output, error, "ConnectNow:Email:AzureCommunication:ConnectionString");
        Assert.DoesNotContain("not-base-64", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_lacks_settings_is_told_all_of_them()
    {
        using var directory = new TemporaryDirectory();
        string[] wrong = ["--ConnectNow:Cluster", "Azure", "--ConnectNow:Silo:Port", "x", "--ConnectNow:DrainTime", "long"];

        var (_, _, silo) = await ServerProcess.RunSiloAsync(directory.Path, wrong);
        var (_, _, frontend) = await ServerProcess.RunAsync(directory.Path, FreePort.Find(), wrong);

        Assert.Collection(
            silo.Trim().Split('\n'),
            line => Assert.Contains("ConnectNow:Silo:Port", line, StringComparison.Ordinal),
            line => Assert.Contains("ConnectNow:Storage", line, StringComparison.Ordinal));
        Assert.Contains("ConnectNow:DrainTime", frontend, StringComparison.Ordinal);
        Assert.Contains("ConnectNow:Storage", frontend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ConnectNow:Cluster", "Azure", "ConnectNow:Storage:ConnectionString")]
    [InlineData("--ConnectNow:Cluster", "Moon", "ConnectNow:Cluster")]
    [InlineData("--ConnectNow:DataDirectory", "/proc/nowhere", "/proc/nowhere")]
    [InlineData("backup", "--ConnectNow:Cluster=Embedded", "ConnectNow:Cluster must be \"Azure\" to back up")]
    [InlineData("restore", "--chat", "restore [NAME OF THE BACKUP] [--chat ID]")]
    public async Task What_can_not_work_for_a_lone_silo_is_said_in_one_sentence(string option, string value, string about)
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, output, error) = await ServerProcess.RunSiloAsync(directory.Path, option, value);

        MustBeOneSentence(exitCode, output, error, about);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence()
    {
        using var directory = new TemporaryDirectory();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, output, error) = await ServerProcess.RunAsync(directory.Path, port);

        MustBeOneSentence(exitCode, output, error, $":{port}");
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_said_in_one_sentence()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "data"), "", TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await ServerProcess.RunAsync(directory.Path, FreePort.Find());

        MustBeOneSentence(exitCode, output, error, "data");
    }

    private static void MustBeOneSentence(int exitCode, string output, string error, string about)
    {
        Assert.NotEqual(0, exitCode);
        Assert.Contains(about, error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
