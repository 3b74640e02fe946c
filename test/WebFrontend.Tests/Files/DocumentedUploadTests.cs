using System.Diagnostics;
using System.Security.Cryptography;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;
using ConnectNow.WebFrontend.Tests.Security;

namespace ConnectNow.WebFrontend.Tests.Files;

/// <summary>Keeps what <c>docs/protocol.md</c> says of files true: its table, and its script, which is run as it stands.</summary>
public sealed class DocumentedUploadTests(Server server)
{
    private static readonly string Section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md")).Split("\n## Files\n")[1].Split("\n## ")[0];

    [Fact]
    public void The_document_lists_exactly_the_calls_about_files()
    {
        var running = Endpoints.Of(server).Where(endpoint => endpoint.Contains("/uploads", StringComparison.Ordinal) || endpoint.Contains("/files/", StringComparison.Ordinal));

        var listed = Section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split(" | ")[0]).SelectMany(CallsOf);

        Assert.Equal(running.Order(), listed.Order());
    }

    [Fact]
    public async Task The_script_sends_a_file_and_fetches_it_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The script is written for GNU tools.");
        var host = await TestHost.CreateAsync(server);
        using var directory = new TemporaryDirectory();
        var content = Sender.Bytes(FileLimits.BlockSize + 4321);
        var file = Path.Combine(directory.Path, "kitchen plan.bin");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        var script = Section.Split("```sh\n")[1].Split("```")[0].Replace("http://localhost:5080", server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CHAT_ID"] = host.ChatId;
        start.Environment["TOKEN"] = host.ApiToken;
        start.Environment["FILE"] = file;
        start.Environment["PARTS"] = Directory.CreateDirectory(Path.Combine(directory.Path, "parts")).FullName;

        using var process = Process.Start(start)!;
        var hashing = SHA256.HashDataAsync(process.StandardOutput.BaseStream, TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (process.ExitCode, error));
        Assert.Equal(SHA256.HashData(content), await hashing);
    }

    /// <summary><c>`GET`, `HEAD /path`</c> are two calls; what follows the path in the cell is its body.</summary>
    private static IEnumerable<string> CallsOf(string cell)
    {
        var quoted = cell.Split('`').Where((_, index) => index % 2 == 1).ToList();
        var path = quoted.First(text => text.Contains('/', StringComparison.Ordinal)).Split(' ')[1];
        return quoted.Where(text => char.IsAsciiLetterUpper(text[0])).Select(text => $"{text.Split(' ')[0]} {path}");
    }
}
