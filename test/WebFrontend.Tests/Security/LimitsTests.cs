using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>The limits as they are when nobody has set any.</summary>
public sealed class LimitsTests(Server server)
{
    [Fact]
    public async Task Calls_beyond_the_budget_are_told_when_to_come_back()
    {
        using var caller = server.NewBrowser();
        using var other = server.NewBrowser();

        Reply? refused = null;
        for (var calls = 0; calls < 5_000 && refused is null; calls += 50)
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => caller.GetAsync("/api/user")));
            refused = replies.FirstOrDefault(reply => reply.Status == HttpStatusCode.TooManyRequests);
            Assert.True(refused is null || calls >= 450, "the first 500 calls are free");
        }

        refused!.Refused(HttpStatusCode.TooManyRequests, "too_fast");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 10);
        (await other.GetAsync("/api/user")).Expect(HttpStatusCode.Unauthorized);
        (await caller.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Messages_beyond_200_at_once_are_refused_as_a_value_and_go_later()
    {
        var scene = await Scene.CreateAsync(server);
        await using var alice = await (await scene.AddPersonAsync("Alice")).OpenAsync();
        await using var bob = await (await scene.AddPersonAsync("Bob")).OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(number => alice.SendAsync($"message {number}", $"c{number}")));

        var refused = answers.Where(answer => answer.Refusal is not null).ToList();
        Assert.NotEmpty(refused);
        Assert.True(400 - refused.Count >= 190, $"{400 - refused.Count} went through");
        Assert.All(refused, answer => Assert.Equal("too_fast", answer.Refusal!.Reason));
        Assert.All(refused, answer => Assert.NotNull(answer.Refusal!.RetryAfter));
        Assert.Null((await bob.SendAsync("Not held up")).Refusal);
        await Until.TrueAsync(async () => (await alice.SendAsync("message 399", "c399")).Refusal is null, "it went later");
    }

    [Fact]
    public async Task A_participant_has_a_bounded_number_of_connections()
    {
        var scene = await Scene.CreateAsync(server);
        var alice = await scene.AddPersonAsync();
        var lines = new List<Line>();
        for (var number = 0; number < 32; number++) lines.Add(await alice.ConnectAsync());

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => alice.ConnectAsync());
        Assert.Contains("429", refused.ToString(), StringComparison.Ordinal);
        await lines[0].DisposeAsync();
        await Until.TrueAsync(async () =>
        {
            try
            {
                lines[0] = await alice.ConnectAsync();
                return true;
            }
            catch (Exception full) when (full.ToString().Contains("429", StringComparison.Ordinal))
            {
                return false;
            }
        }, "a place was free again");
        foreach (var line in lines) await line.DisposeAsync();
    }

    [Fact]
    public async Task Limits_can_be_set()
    {
        await using var tight = await Server.StartAsync("--ConnectNow:Limits:MessageBurst", "2", "--ConnectNow:Limits:MessagesPerSecond", "1");
        var scene = await Scene.CreateAsync(tight);
        await using var alice = await (await scene.AddPersonAsync()).OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => alice.SendAsync($"message {number}")));

        Assert.Contains(answers, answer => answer.Refusal?.Reason == "too_fast");
    }
}
