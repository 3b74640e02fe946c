namespace ConnectNow.Cluster;

/// <summary>The newest lines that a process has said, over all its lives.</summary>
internal sealed class ProcessOutput(string name, Action<string, string>? said)
{
    private const int Most = 2_000;

    private readonly Queue<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get { lock (_lines) return [.. _lines]; }
    }

    public void Add(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most) _lines.Dequeue();
        }

        said?.Invoke(name, line);
    }
}
