using System.Reflection;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// The assemblies of this program. One that is loaded only when somebody first needs it may fail to load then, for want of an open file say, and the runtime
/// remembers that failure for the life of the process: so all of them are loaded before anybody is let in.
/// </summary>
internal static class ProgramParts
{
    /// <summary>Loads whatever lies beside the program and belongs to it, directly or through others.</summary>
    public static void Load()
    {
        var shipped = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var framework = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Stack<Assembly>([typeof(ProgramParts).Assembly]);
        while (next.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (name.Name is { } simple && seen.Add(simple) && (shipped.Contains(simple) || framework.Contains(simple))) next.Push(Assembly.Load(name));
            }
        }
    }

    /// <summary>Whether a fault says that a part of the program could not be loaded: it stays so until the process is started again.</summary>
    public static bool IsMissing(Exception fault) => fault switch
    {
        FileLoadException or BadImageFormatException => true,
        FileNotFoundException { FileName: { } name } => name.Contains(", Version=", StringComparison.Ordinal),
        TypeInitializationException { InnerException: { } inner } => IsMissing(inner),
        _ => false,
    };
}
