using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>The programs in <c>docs/examples</c>, compiled and run as a reader would.</summary>
public sealed class ExamplesTests(Server server, ExamplesTests.Compiled compiled) : IClassFixture<ExamplesTests.Compiled>
{
    [Theory, InlineData("C#"), InlineData("TypeScript")]
    public async Task What_one_example_says_another_hears_and_a_third_reads_once_also_after_the_line_was_cut(string language)
    {
        await compiled.Ready;
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var relay = new Relay(server.Address);
        await using var follow = Example.Start(language, relay.Address, alice.Token, "follow", host.ChatId);
        await using var poll = Example.Start(language, server.Address, host.ApiToken, "poll", host.ChatId);

        await using (var say = Example.Start(language, server.Address, alice.Token, "say", host.ChatId, "one")) await say.EndsAsync();
        await Task.WhenAll(follow.PrintsAsync(": one"), poll.PrintsAsync(": one"));
        relay.Cut();
        await host.Company().PostAsync($"{host.ChatPath}/messages", new { text = "two" });
        relay.Mend();
        await follow.PrintsAsync(": two");
        await host.Company().PostAsync($"{host.ChatPath}/messages", new { text = "three" });

        await Task.WhenAll(follow.PrintsAsync(": three"), poll.PrintsAsync(": three"));
        Assert.Equal(["one", "two", "three"], follow.Texts);
        Assert.Equal(["one", "two", "three"], poll.Texts);
    }

    [Theory, InlineData("C#"), InlineData("TypeScript")]
    public async Task The_bot_lets_itself_in_answers_each_ping_and_may_be_started_again(string language)
    {
        await compiled.Ready;
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();

        await using (var bot = Example.Start(language, server.Address, host.ApiToken, "bot", host.ChatId))
        {
            await bot.PrintsAsync("ready");
            await alice.SendAsync("ping");
            await alice.HearsAsync("pong");
        }

        await using var again = Example.Start(language, server.Address, host.ApiToken, "bot", host.ChatId);
        await again.PrintsAsync("ready");
        await alice.SendAsync("ping");
        await Eventually.TrueAsync(() => alice.Texts.Count(text => text == "pong") == 2, "the second ping was answered, and the first not again");
        Assert.Equal(["ping", "pong", "ping", "pong"], alice.Texts);
    }

    /// <summary>The C# ones were built with these tests; those in TypeScript are compiled once.</summary>
    public sealed class Compiled
    {
        internal Task Ready { get; } = NodeProject.RunAsync("node_modules/typescript/bin/tsc", "-p", "examples.json");
    }
}
