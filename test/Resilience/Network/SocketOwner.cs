using System.Globalization;

namespace ConnectNow.Resilience.Network;

/// <summary>Which process has opened a connection on this machine, as <c>/proc</c> says.</summary>
internal static class SocketOwner
{
    private const int LocalAddress = 1;
    private const int Inode = 9;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The first of the processes that holds the socket with this local port; null when none of them does.</summary>
    public static int? Find(int localPort, IEnumerable<int> processes)
    {
        var sockets = Tables.Where(File.Exists).SelectMany(file => InodesOf(file, localPort)).Select(inode => $"socket:[{inode}]")
            .ToHashSet();
        return processes.Cast<int?>().FirstOrDefault(process => LinksOf(process!.Value).Any(sockets.Contains));
    }

    private static IEnumerable<string> InodesOf(string file, int localPort)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{localPort:X4}");
        return from line in File.ReadLines(file).Skip(1)
               let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where columns[LocalAddress].EndsWith(ending, StringComparison.Ordinal)
               select columns[Inode];
    }

    private static IEnumerable<string> LinksOf(int process)
    {
        string[] descriptors;
        try
        {
            descriptors = Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is no more.
            yield break;
        }

        foreach (var descriptor in descriptors)
        {
            if (LinkOf(descriptor) is { } link) yield return link;
        }
    }

    private static string? LinkOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }
}
