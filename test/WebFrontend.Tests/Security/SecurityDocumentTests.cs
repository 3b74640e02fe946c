using System.Text;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>
/// The tables of <c>docs/security.md</c> are those that the tests try. <c>CONNECTNOW_WRITE_DOCS=1</c> writes them there.
/// </summary>
public sealed class SecurityDocumentTests
{
    private static readonly string File = Path.Combine(Repository.Root, "docs", "security.md");

    [Fact]
    public Task The_document_shows_who_may_call_what() =>
        MustShowAsync("endpoints", TableOf(["call", .. RolesTests.Roles], RolesTests.Table.Select(row => row.Statuses.Select(status => $"{status}").Prepend($"`{row.Endpoint}`"))));

    [Fact]
    public Task The_document_shows_who_may_call_the_hub() =>
        MustShowAsync("hub", TableOf(["method", .. HubRolesTests.Roles], HubRolesTests.Table.Select(row => row.Answers.Select(answer => answer ?? "yes").Prepend($"`{row.Method}`"))));

    private static async Task MustShowAsync(string name, string table)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var text = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("CONNECTNOW_WRITE_DOCS") == "1")
            await System.IO.File.WriteAllTextAsync(File, text[..from] + table + text[to..], TestContext.Current.CancellationToken);
        else
            Assert.Equal(table, text[from..to]);
    }

    private static string TableOf(IReadOnlyCollection<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new StringBuilder();
        foreach (var row in new[] { columns, columns.Select(_ => "---") }.Concat(rows)) table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return table.ToString();
    }
}
