using System.Net;
using ConnectNow.Cluster;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Clustering;

/// <summary>A cluster of two silos and two frontends, and ways to get people into chats of it.</summary>
public sealed class Place : IAsyncLifetime
{
    private LocalCluster? _cluster;

    internal LocalCluster Cluster => _cluster!;

    internal FirstRun FirstRun { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalCluster.StartAsync(new ClusterOptions());
        FirstRun = await _cluster.FirstRunAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    /// <summary>The operator's company, through a frontend.</summary>
    internal Browser Company(int frontend) => new(AddressOf(frontend), FirstRun.ApiToken) { TriesAgain = true };

    internal Uri AddressOf(int frontend) => Cluster.Frontends[frontend].Address;

    /// <summary>A new chat that <see cref="TestHost.Password"/> opens.</summary>
    internal async Task<string> NewChatAsync()
    {
        using var company = Company(0);
        return (await company.PostAsync("/api/chats", new { name = "Across", password = TestHost.Password }))
            .Expect(HttpStatusCode.Created)["id"]!;
    }

    /// <summary>Walks through the pages' calls; the browser keeps the cookie.</summary>
    internal async Task<Browser> JoinAsync(string chatId, string name, int frontend)
    {
        var browser = new Browser(AddressOf(frontend)) { TriesAgain = true };
        (await browser.PostAsync($"/api/chats/{chatId}/join/password", new { password = TestHost.Password })).Expect(HttpStatusCode.OK);
        (await browser.PostAsync($"/api/chats/{chatId}/join/who", new { name, surname = "Adams", email = $"{name.ToLowerInvariant()}@example.com" })).Expect(HttpStatusCode.OK);
        return browser;
    }

    /// <summary>What proves, at any frontend, who has joined with this browser.</summary>
    internal static string TokenOf(Browser browser, string chatId) => browser.Cookie($"cn-{chatId}")!;
}
