namespace ConnectNow.Infra.Tests.Templates;

/// <summary>The Bicep compiler, which checks with the rules of <c>infra/bicepconfig.json</c> while it compiles.</summary>
internal static class Bicep
{
    private static readonly Lazy<string> Compiler = new(() =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, "bicep");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    });

    public static Task<ToolResult> RunAsync(string command, string file, IReadOnlyDictionary<string, string>? environment = null) =>
        Tool.RunAsync(Compiler.Value, [command, Repository.PathOf(file), "--stdout"], environment);
}
