using System.Globalization;
using System.Text;

namespace ConnectNow.Bench.Reporting;

/// <summary>What one run has found, in the order in which it is printed: one JSON object on one line.</summary>
internal sealed class Figures
{
    private readonly List<(string Name, string? Text, double Number)> _fields = [];

    public Figures Add(string name, string text)
    {
        _fields.Add((name, text, 0));
        return this;
    }

    public Figures Add(string name, double number, int decimals = 0)
    {
        _fields.Add((name, null, Math.Round(number, decimals)));
        return this;
    }

    public bool Has(string name) => _fields.Any(field => field.Name == name);

    public double this[string name] => _fields.First(field => field.Name == name).Number;

    /// <summary>Each number's median over runs that have the same fields, and how many runs there were.</summary>
    public static Figures MedianOf(IReadOnlyList<Figures> runs)
    {
        var median = new Figures();
        foreach (var (name, text, _) in runs[0]._fields)
            median._fields.Add((name, text, text is null ? MedianOf(runs.Select(run => run[name])) : 0));
        return median.Add("runs", runs.Count);
    }

    public override string ToString()
    {
        var json = new StringBuilder("{");
        foreach (var (name, text, number) in _fields)
        {
            if (json.Length > 1) json.Append(',');
            json.Append(CultureInfo.InvariantCulture, $"\"{name}\":");
            if (text is null) json.Append(number.ToString("0.####", CultureInfo.InvariantCulture));
            else json.Append(CultureInfo.InvariantCulture, $"\"{text}\"");
        }

        return json.Append('}').ToString();
    }

    /// <summary>Not a number as soon as one of them is none.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (double.IsNaN(sorted[0])) return double.NaN;
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
