using System.Reflection;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// The assemblies of this program. One that is loaded at its first use may fail to load then, for want of an open file say, and the runtime
/// remembers that failure for the life of the process: so all of them are loaded before the first request.
/// </summary>
internal static class ProgramParts
{
    /// <summary>
    /// Loads every assembly that lies beside the program and that it refers to, directly or through others. The Azure SDK is left out when
    /// nothing has loaded a part of it yet: then no setting names a service of Azure, and it would cost memory and time at the start for
    /// nothing.
    /// </summary>
    public static void Load()
    {
        var withAzure = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Azure.Core");
        var shipped = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var framework = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Stack<Assembly>([typeof(ProgramParts).Assembly]);
        while (next.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (name.Name is not { } simple || !seen.Add(simple) || !(shipped.Contains(simple) || framework.Contains(simple))) continue;
                if (withAzure || !IsAzure(simple)) next.Push(Assembly.Load(name));
            }
        }
    }

    private static bool IsAzure(string name) =>
        name.StartsWith("Azure.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Identity.", StringComparison.Ordinal)
        || name.EndsWith(".AzureStorage", StringComparison.Ordinal);

    /// <summary>
    /// Whether a fault says that a part of the program could not be loaded: it stays so until the process is started again.
    /// </summary>
    public static bool IsMissing(Exception fault) => fault switch
    {
        FileLoadException or BadImageFormatException => true,
        FileNotFoundException { FileName: { } name } => name.Contains(", Version=", StringComparison.Ordinal),
        TypeInitializationException { InnerException: { } inner } => IsMissing(inner),
        _ => false,
    };
}
