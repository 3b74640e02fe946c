using System.Reflection;

namespace ConnectNow.Cluster;

/// <summary>The programs of the product as they were built beside this one.</summary>
public static class Programs
{
    public static string Silo { get; } = PathOf("Silo");

    public static string WebFrontend { get; } = PathOf("WebFrontend");

    private static string PathOf(string name) =>
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
