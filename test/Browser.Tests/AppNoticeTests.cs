using System.Text.Json;

namespace ConnectNow.Browser.Tests;

/// <summary>What the service worker does with a push, delivered by the browser itself as if its push service had sent it.</summary>
[Collection(nameof(Interruptions))]
public sealed class AppNoticeTests(TestHost host)
{
    [Fact]
    public async Task A_message_is_shown_while_nobody_looks_and_the_next_one_takes_its_place()
    {
        var chat = await host.Application.NewChat("Roof and gutters");
        await using var alice = await Arrive("Alice");
        await alice.Join(chat);
        await alice.HaveTheWorker();
        await alice.Open(host.Application.Url);
        var push = await Pushes.To(alice);

        Assert.Equal([("Roof and gutters", "Bob Tester: The ladder is here")], await Told(alice, push, Message(chat, 7, "Bob Tester", "The ladder is here")));
        await push.Deliver(Message(chat, 8, "Bob Tester", "", files: 2));
        Assert.Equal([("Roof and gutters", "Bob Tester sent 2 files")], await Shown(alice, 1, "sent 2 files"));
        await push.Deliver(Message(chat, 6, "Bob Tester", "an old one, late"));
        await push.Deliver("not even JSON");
        Assert.Equal(["Bob Tester sent 2 files", "You have a new message."], (await Shown(alice, 2)).Select(notice => notice.Body).Order());
    }

    [Fact]
    public async Task Nothing_is_shown_of_the_chat_that_somebody_looks_at_and_what_was_shown_goes_when_it_is_opened()
    {
        var (roof, kitchen) = (await host.Application.NewChat("Roof"), await host.Application.NewChat("Kitchen"));
        await using var alice = await Arrive("Alice");
        await alice.Join(roof);
        await alice.Join(kitchen);
        await alice.HaveTheWorker();
        await alice.Page.BringToFrontAsync();
        var push = await Pushes.To(alice);

        await push.Deliver(Message(kitchen, 7, "Bob Tester", "you are reading this"));
        await push.Deliver(Message(roof, 7, "Bob Tester", "from the roof"));
        Assert.Equal([("Roof", "Bob Tester: from the roof")], await Shown(alice, 1));

        await Click(alice, "Roof");
        await Expect(alice.Page).ToHaveURLAsync(roof.Link);
        await Expect(alice.Log).ToContainTextAsync("Alice Tester joined");
        Assert.Empty(await Shown(alice, 0));
    }

    [Fact]
    public async Task Leaving_takes_the_notifications_of_the_chat_away()
    {
        var chat = await host.Application.NewChat("Roof");
        await using var alice = await Arrive("Alice");
        await alice.Join(chat);
        await alice.HaveTheWorker();
        await alice.Open(host.Application.Url);
        var push = await Pushes.To(alice);
        Assert.Single(await Told(alice, push, Message(chat, 7, "Bob Tester", "before leaving")));

        await alice.Open(chat.Link);
        await alice.Leave();

        Assert.Empty(await Shown(alice, 0));
    }

    private async Task<Person> Arrive(string name)
    {
        var person = await host.Alone(name);
        await person.Context.GrantPermissionsAsync(["notifications"]);
        return person;
    }

    private static string Message(Chat chat, long seq, string from, string text, int files = 0) => JsonSerializer.Serialize(
        new { chat_id = chat.Id, chat = chat.Name, from, text, seq, files, mentioned = false, unread = 1 });

    /// <summary>
    /// The one notification that a message makes, once it is there. The page was the chat's a moment ago: as long as the browser says it
    /// still is, nothing is shown, and so the message is delivered again, as push services do, until something is.
    /// </summary>
    private static async Task<IReadOnlyList<(string Title, string Body)>> Told(Person person, Pushes push, string message)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (true)
        {
            await push.Deliver(message);
            for (var look = 0; look < 100; look++)
            {
                if (await Notices(person) is { Count: 1 } shown) return shown;
                await Task.Delay(50);
            }

            Assert.True(DateTime.UtcNow < deadline, "Nothing was shown within 120 s.");
        }
    }

    /// <summary>The notifications shown, once there are so many, and one of them says so.</summary>
    private static async Task<IReadOnlyList<(string Title, string Body)>> Shown(Person person, int count, string? saying = null)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (true)
        {
            var notices = await Notices(person);
            if (notices.Count == count && (saying is null || notices.Any(notice => notice.Item2.Contains(saying, StringComparison.Ordinal)))) return notices;
            Assert.True(DateTime.UtcNow < deadline, $"Not {count} within 120 s, but: {string.Join(", ", notices)}");
            await Task.Delay(50);
        }
    }

    /// <summary>As a click on it: no protocol has one, so the worker is given the event.</summary>
    private static async Task Click(Person person, string title)
    {
        var worker = await PageWorker.Of(person);
        Assert.Equal("clicked", await worker.Run($$"""
            (async () => {
              const notification = (await self.registration.getNotifications()).find((shown) => shown.title === '{{title}}');
              const event = new NotificationEvent('notificationclick', { notification });
              let work;
              event.waitUntil = (promise) => (work = promise);
              self.dispatchEvent(event);
              await work;
              return 'clicked';
            })()
            """));
    }

    private static async Task<IReadOnlyList<(string Title, string Body)>> Notices(Person person)
    {
        var shown = await person.Page.EvaluateAsync<JsonElement>("async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => ({ title, body }))");
        return [.. shown.EnumerateArray().Select(notice => (notice.GetProperty("title").GetString()!, notice.GetProperty("body").GetString()!))];
    }

    /// <summary>The way of pushes into a page's service worker.</summary>
    private sealed class Pushes(ICDPSession devtools, string origin, string registration)
    {
        public static async Task<Pushes> To(Person person)
        {
            var devtools = await person.Context.NewCDPSessionAsync(person.Page);
            var found = new TaskCompletionSource<string>();
            devtools.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, updated) =>
            {
                foreach (var registration in updated!.Value.GetProperty("registrations").EnumerateArray())
                    if (!registration.GetProperty("isDeleted").GetBoolean()) found.TrySetResult(registration.GetProperty("registrationId").GetString()!);
            };
            await devtools.SendAsync("ServiceWorker.enable");
            return new Pushes(devtools, new Uri(person.Page.Url).GetLeftPart(UriPartial.Authority), await found.Task.WaitAsync(TimeSpan.FromSeconds(120)));
        }

        public async Task Deliver(string data) =>
            await devtools.SendAsync("ServiceWorker.deliverPushMessage", new() { ["origin"] = origin, ["registrationId"] = registration, ["data"] = data });
    }
}
