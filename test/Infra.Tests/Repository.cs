using System.Reflection;

namespace ConnectNow.Infra.Tests;

/// <summary>The files that people deploy.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!;

    public static string PathOf(string file) => Path.Combine(Root, file);
}
