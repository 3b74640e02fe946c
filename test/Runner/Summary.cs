namespace ConnectNow.Runner;

/// <summary>The last lines: what failed, and how many.</summary>
internal sealed class Summary
{
    private int _passed;
    private int _failed;

    public List<string> Failures { get; } = [];

    public void Add(Part part)
    {
        var counts = part.Counts ?? new Counts(0, 0, -1);
        _passed += counts.Passed;
        _failed += counts.Failed;
        if (counts.Failed > 0) Failures.Add($"{part.Name}: {counts.Failed}");
        if (!counts.EndedBadly) return;
        _failed++;
        Failures.Add($"{part.Name}: ended with {counts.ExitCode} after {counts.Passed} tests");
    }

    /// <summary>Prints it; 0 when something was run and nothing failed.</summary>
    public int Print()
    {
        if (_failed == 0) _failed = Failures.Count;
        if (Failures.Count > 0) Console.WriteLine($"\nFailed:\n  {string.Join("\n  ", Failures)}");
        Console.WriteLine($"\n{_passed} passed, {_failed} failed");
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }
}
