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
    public async Task A_made_up_credential_has_no_budget_of_its_own_and_a_good_one_has()
    {
        await using var tight = await Server.StartAsync("--ConnectNow:Limits:RequestBurst", "20", "--ConnectNow:Limits:RequestsPerSecond", "1");
        using var caller = tight.NewBrowser();
        (await AskAsync(tight.FirstRun.ApiToken)).Expect(HttpStatusCode.OK);

        var replies = new List<Reply>();
        for (var number = 0; number < 40; number++) replies.Add(await AskAsync($"cnc_{Secrets.NewId()}_{Secrets.NewSecret()}"));

        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.TooManyRequests);
        (await AskAsync(tight.FirstRun.ApiToken)).Expect(HttpStatusCode.OK);

        Task<Reply> AskAsync(string token) => caller.SendAsync(HttpMethod.Get, "/api/user", change: request => request.Headers.Add("Authorization", $"Bearer {token}"));
    }

    [Fact]
    public async Task Messages_beyond_200_at_once_are_refused_as_a_value_and_go_later()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(number => alice.SendAsync($"message {number}", $"c{number}")));

        var refused = answers.Where(answer => answer.Refusal is not null).ToList();
        Assert.NotEmpty(refused);
        Assert.True(400 - refused.Count >= 190, $"{400 - refused.Count} went through");
        Assert.All(refused, answer => Assert.Equal("too_fast", answer.Refusal!.Reason));
        Assert.All(refused, answer => Assert.NotNull(answer.Refusal!.RetryAfter));
        Assert.Null((await bob.SendAsync("Not held up")).Refusal);
        await Eventually.TrueAsync(async () => (await alice.SendAsync("message 399", "c399")).Refusal is null, "it went later");
    }

    [Fact]
    public async Task A_participant_has_a_bounded_number_of_connections()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var lines = new List<Line>();
        for (var number = 0; number < 32; number++) lines.Add(await alice.ConnectAsync());

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => alice.ConnectAsync());
        Assert.Contains("429", refused.ToString(), StringComparison.Ordinal);
        await lines[0].DisposeAsync();
        await Eventually.TrueAsync(async () =>
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
    public async Task Of_eighty_connections_that_come_at_once_exactly_as_many_are_open_as_there_is_room_for()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        var lines = await Task.WhenAll(Enumerable.Range(0, 80).Select(async _ =>
        {
            try
            {
                return await alice.ConnectAsync();
            }
            catch (Exception full) when (full.ToString().Contains("429", StringComparison.Ordinal))
            {
                return null;
            }
        }));

        Assert.Equal(32, lines.Count(line => line is not null));
        foreach (var line in lines.OfType<Line>()) await line.DisposeAsync();
    }

    [Fact]
    public async Task Answers_are_counted_by_their_size_too()
    {
        await using var tight = await Server.StartAsync("--ConnectNow:Limits:AnswerBytesBurst", "20000", "--ConnectNow:Limits:AnswerBytesPerSecond", "1");
        var host = await TestHost.CreateAsync(tight);
        var bob = await host.AddPersonAsync("Bob");
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();
        for (var number = 0; number < 5; number++) Assert.Null((await alice.SendAsync(new string('a', 2_000))).Refusal);

        var first = await alice.SyncAsync(null);
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => alice.SyncAsync(null)));

        Assert.Null(first.Refusal);
        Assert.Contains(others, answer => answer.Refusal?.Reason == "too_fast");
        await using var other = await bob.OpenAsync();
    }

    [Fact]
    public async Task Limits_can_be_set()
    {
        await using var tight = await Server.StartAsync("--ConnectNow:Limits:MessageBurst", "2", "--ConnectNow:Limits:MessagesPerSecond", "1");
        var host = await TestHost.CreateAsync(tight);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => alice.SendAsync($"message {number}")));

        Assert.Contains(answers, answer => answer.Refusal?.Reason == "too_fast");
    }
}
