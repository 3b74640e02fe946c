using System.Reflection;

namespace ConnectNow.Support;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Its top folder, an absolute path.</summary>
    public static string Root { get; } = Built("Repository");

    /// <summary>How all of it was built: <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } = Built("Configuration");

    /// <summary>The absolute path of a file or folder of it.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Built(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
