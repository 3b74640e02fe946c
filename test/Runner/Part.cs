namespace ConnectNow.Runner;

/// <summary>One thing that is run and counted.</summary>
internal abstract class Part(string name)
{
    public string Name { get; } = name;

    /// <summary>After it has run: null until then.</summary>
    public Counts? Counts { get; private set; }

    public bool IsWanted(string[] words) => words.Length == 0 || words.Any(word => Name.Contains(word, StringComparison.Ordinal));

    /// <summary>Runs it; returns what it said.</summary>
    public async Task<string> RunAsync()
    {
        var (exitCode, said) = await StartAsync();
        Counts = CountsOf(exitCode, said);
        return said;
    }

    protected abstract Task<(int ExitCode, string Said)> StartAsync();

    protected abstract Counts CountsOf(int exitCode, string said);
}

/// <summary>What a part found, and how it ended.</summary>
internal readonly record struct Counts(int Passed, int Failed, int ExitCode)
{
    /// <summary>A part that died without a report, or ran no test, is a failure of its own.</summary>
    public bool EndedBadly => Failed == 0 && (ExitCode != 0 || Passed == 0);
}
