using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>
/// The pages as they are built, copied to a folder, and turned into the next release there: every script and style has a new name, as one
/// change in a shared part brings, the page refers to the new ones, the old ones are gone.
/// </summary>
public sealed partial class PagesBuild(string folder)
{
    private static readonly string Built = Path.Combine(Path.GetDirectoryName(Application.Program)!, "wwwroot");

    public void Copy()
    {
        foreach (var file in Directory.EnumerateFiles(Built, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Release(int number)
    {
        var assets = Path.Combine(folder, "assets");
        var renamed = Directory.EnumerateFiles(assets).Select(file => Path.GetFileName(file)!).Where(name => Hashed().IsMatch(name))
            .ToDictionary(name => name, name => Hashed().Replace(name, match => $"-{number:D8}{match.Groups[1].Value}{match.Groups[2].Value}"));
        foreach (var (before, after) in renamed) File.Move(Path.Combine(assets, before), Path.Combine(assets, after));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".js" or ".html"))
        {
            var text = renamed.Aggregate(File.ReadAllText(file), (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
            if (file.EndsWith("index.html", StringComparison.Ordinal)) text = text.Replace("</head>", $"<meta name=\"release\" content=\"{number}\"></head>", StringComparison.Ordinal);
            if (file.EndsWith("sw.js", StringComparison.Ordinal)) text = IndexRevision().Replace(text, match => $"{match.Groups[1].Value}{number:D8}{match.Groups[2].Value}");
            File.WriteAllText(file, text);
        }
    }

    [GeneratedRegex(@"-([\w-]{8})(\.(?:js|css))$")]
    private static partial Regex Hashed();

    /// <summary>The page's own revision, in the worker's list of files: the list is minified, its order is not ours to rely on.</summary>
    [GeneratedRegex("""((?:revision|"revision"):[`"'])[0-9a-f]{8}([0-9a-f]{24}[`"'],(?:url|"url"):[`"']index\.html)""")]
    private static partial Regex IndexRevision();
}
