namespace ConnectNow.Browser.Tests;

/// <summary>Messages made to keep those busy who read them.</summary>
[Collection(nameof(Conversations))]
public sealed class HostileTextTests(TestHost host)
{
    private const int Longest = 7_900;

    [Fact]
    public async Task Messages_made_of_brackets_and_at_signs_take_a_page_no_longer_than_others_of_their_length()
    {
        var chat = await host.Application.NewChat();
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await bob.Page.EvaluateAsync("""
            () => {
              window.busy = 0;
              new PerformanceObserver((list) => { for (const task of list.getEntries()) window.busy += task.duration; }).observe({ entryTypes: ['longtask'] });
            }
            """);

        var sent = 100;
        var ordinary = await BusyWith("Words and words. ");
        var hostile = await BusyWith("http://a", ")") + await BusyWith("@") + await BusyWith("http://", "(]");

        // Each took one to two seconds, and three times as long on a slow machine; there ordinary ones take longer too.
        Assert.InRange(hostile, 0, 5 * Math.Max(ordinary, 400));

        async Task<double> BusyWith(string first, string? piece = null)
        {
            piece ??= first;
            var before = await bob.Page.EvaluateAsync<double>("() => window.busy");
            for (var copies = 0; copies < 2; copies++)
            {
                var text = $"{++sent}: {first}" + string.Concat(Enumerable.Repeat(piece, (Longest - first.Length) / piece.Length)) + " end";
                // An at sign at the end would offer names, and Enter would take one.
                await alice.Field.FillAsync(text);
                await alice.Field.PressAsync("Enter");
                await Expect(bob.Log).ToContainTextAsync(text[..40], new() { Timeout = 60_000 });
            }

            // A task is told of once it has ended.
            return await bob.Page.EvaluateAsync<double>("() => new Promise((done) => setTimeout(() => done(window.busy), 200))") - before;
        }
    }
}
