using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Joining;

/// <summary>Nobody makes a crowd of themselves.</summary>
public sealed class CrowdTests(Server server)
{
    [Fact]
    public async Task One_attempt_to_join_lets_in_one_person()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        (await host.GivePasswordAsync(browser)).Expect(HttpStatusCode.OK);
        var attempt = browser.Cookie($"cn-join-{host.ChatId}", $"{host.ChatPath}/join")!;
        (await WhoAsync(browser, host, 1)).Expect(HttpStatusCode.OK);

        using var again = server.NewBrowser();
        again.Cookies.Add(new Uri(server.Address, $"{host.ChatPath}/join"), new Cookie($"cn-join-{host.ChatId}", attempt, $"{host.ChatPath}/join"));
        (await WhoAsync(again, host, 2)).Refused(HttpStatusCode.Gone, "session_expired");
        Assert.Single((await host.Company().GetAsync($"{host.ChatPath}/users")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Twenty_new_people_come_from_one_network_in_a_quarter_of_an_hour_and_more_from_others()
    {
        await using var tight = await Server.StartAsync("--ConnectNow:Joining:NewPeopleAtOnce", "3");
        var host = await TestHost.CreateAsync(tight);
        using var office = tight.NewBrowser();
        for (var person = 0; person < 3; person++)
        {
            (await host.GivePasswordAsync(office)).Expect(HttpStatusCode.OK);
            (await WhoAsync(office, host, person)).Expect(HttpStatusCode.OK);
        }

        (await host.GivePasswordAsync(office)).Expect(HttpStatusCode.OK);
        var refused = (await WhoAsync(office, host, 3)).Refused(HttpStatusCode.TooManyRequests, "too_fast");

        Assert.Contains("from your network", refused.Detail, StringComparison.Ordinal);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 800, 900);
        using var elsewhere = tight.NewBrowser();
        (await host.GivePasswordAsync(elsewhere)).Expect(HttpStatusCode.OK);
        (await WhoAsync(elsewhere, host, 3)).Expect(HttpStatusCode.OK);
    }

    private static Task<Reply> WhoAsync(Browser browser, TestHost host, int number) =>
        browser.PostAsync($"{host.ChatPath}/join/who", new { name = "Person", surname = $"Number{number}", email = $"person-{number}@example.com" });
}
