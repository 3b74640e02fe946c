using System.Reflection;

namespace ConnectNow.Runner;

/// <summary>The checkout that this program was built from.</summary>
internal sealed class Repository
{
    public string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "Repository").Value!;

    public string Results => Path.Combine(Root, "artifacts", "test-results");

    public string Client => Path.Combine(Root, "src", "WebFrontend", "client");

    public string Solution => Path.Combine(Root, "ConnectNow.Orleans.sln");

    /// <summary>Where what a part says is kept.</summary>
    public string LogOf(string part) => Path.Combine(Results, $"{part}.log");

    public void ClearResults()
    {
        if (Directory.Exists(Results)) Directory.Delete(Results, recursive: true);
        Directory.CreateDirectory(Results);
    }
}
