using System.Reflection;

namespace ConnectNow.Infra.Tests;

/// <summary>The files that people deploy.</summary>
internal static class Repository
{
    public static string Root { get; } = Built("Repository");

    /// <summary>How this, and all else, was built: <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } = Built("Configuration");

    public static string PathOf(string file) => Path.Combine(Root, file);

    private static string Built(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
