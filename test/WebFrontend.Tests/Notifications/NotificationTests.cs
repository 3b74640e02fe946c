using System.Diagnostics;
using System.Net;
using System.Text;
using ConnectNow.Chats;
using ConnectNow.Participants;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Notifications;

/// <summary>From a message to what a service worker reads. That something does not come is seen by what comes after it.</summary>
public sealed class NotificationTests(PushTestHost fixture) : IClassFixture<PushTestHost>
{
    private readonly PushService _service = fixture.Service;

    [Fact]
    public async Task A_message_reaches_somebody_who_is_not_there()
    {
        var (host, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);

        var sent = await SayAsync(bob, "The tiles have arrived 🎉");

        await Eventually.TrueAsync(() => phone.Pushed.Count == 1, "the push came");
        var payload = phone.Read[0];
        Assert.Equal((host.ChatId, "Kitchen refit", "Bob Adams", "The tiles have arrived 🎉"), (Text("chat_id"), Text("chat"), Text("from"), Text("text")));
        Assert.Equal((sent, "0", "false", "1"), (Text("seq"), Text("files"), Text("mentioned"), Text("unread")));

        string Text(string name) => payload[name]!.ToString();
    }

    [Fact]
    public async Task Nothing_of_the_message_is_on_the_wire_in_the_clear()
    {
        var (host, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);

        await SayAsync(bob, "SECRET-WORD");

        await Eventually.TrueAsync(() => phone.Pushed.Count == 1, "the push came");
        var pushed = phone.Pushed[0];
        var wire = Encoding.Latin1.GetString(pushed.Body) + string.Join('\n', pushed.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Assert.All(["SECRET", "Kitchen", "Bob Adams", host.ChatId, alice.Id, bob.Id], word => Assert.DoesNotContain(word, wire, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(86 + 512 + 16, pushed.Body.Length);
    }

    [Fact]
    public async Task The_request_is_what_push_services_expect()
    {
        var (_, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);

        await SayAsync(bob, "Hello");

        await Eventually.TrueAsync(() => phone.Pushed.Count == 1, "the push came");
        var (method, headers) = (phone.Pushed[0].Method, phone.Pushed[0].Headers);
        Assert.Equal(("POST", "aes128gcm", "application/octet-stream"), (method, headers["Content-Encoding"], headers["Content-Type"]));
        Assert.Equal(("259200", "normal"), (headers["TTL"], headers["Urgency"]));
        Assert.Matches("^[A-Za-z0-9_-]{1,32}$", headers["Topic"]);
        Assert.Empty(headers.Keys.Intersect(["Cookie", "User-Agent", "Referer", "traceparent"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_server_signs_with_the_key_that_it_publishes()
    {
        var (_, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);
        var published = await fixture.Server.NewBrowser().GetAsync("/api/push");

        await SayAsync(bob, "Hello");

        await Eventually.TrueAsync(() => phone.Pushed.Count == 1, "the push came");
        Assert.Equal("public, max-age=300", published.Headers["Cache-Control"]);
        var claims = Vapid.Verify(phone.Pushed[0].Headers["Authorization"], published["public_key"]!);
        Assert.Equal((_service.Origin, "mailto:operator@example.com"), (claims["aud"]!.ToString(), claims["sub"]!.ToString()));
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(30), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task Off_means_nothing_and_the_author_hears_nothing()
    {
        var (_, alice, bob) = await TwoAsync();
        using var off = await NotifiedDevice.SubscribeAsync(_service, alice, "off");
        using var own = await NotifiedDevice.SubscribeAsync(_service, bob);

        await SayAsync(bob, "From Bob");
        await SayAsync(alice, "From Alice");

        await Eventually.TrueAsync(() => own.Pushed.Count > 0, "Bob heard Alice");
        Assert.Equal(["From Alice"], own.Texts);
        Assert.Empty(off.Pushed);
    }

    [Fact]
    public async Task Whoever_wants_mentions_gets_those_alone()
    {
        var (_, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice, "mentions");

        await SayAsync(bob, "alice should look at this");
        await SayAsync(bob, "@alice look at this");

        await Eventually.TrueAsync(() => phone.Pushed.Count > 0, "the mention came");
        Assert.Equal(["@alice look at this"], phone.Texts);
        Assert.Equal(("true", "2", "high"), (phone.Read[0]["mentioned"]!.ToString(), phone.Read[0]["unread"]!.ToString(), phone.Pushed[0].Headers["Urgency"]));
    }

    [Fact]
    public async Task The_company_speaks_by_its_name_and_long_texts_are_cut_between_characters()
    {
        var (host, alice, _) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);

        (await host.Company().PostAsync($"{host.ChatPath}/messages", new { text = $"{new string('x', 198)}😀 and so on" })).Expect(HttpStatusCode.Created);

        await Eventually.TrueAsync(() => phone.Pushed.Count == 1, "the push came");
        Assert.Equal(("Northwind", $"{new string('x', 198)}…"), (phone.Read[0]["from"]!.ToString(), phone.Read[0]["text"]!.ToString()));
    }

    [Fact]
    public async Task Whoever_leaves_is_not_notified_and_comes_back_with_notifications_off()
    {
        var (host, alice, bob) = await TwoAsync();
        var carol = await host.AddPersonAsync("Carol");
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);
        using var witness = await NotifiedDevice.SubscribeAsync(_service, carol);
        (await alice.Program().DeleteAsync($"{host.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.NoContent);

        await SayAsync(bob, "Without Alice");

        await Eventually.TrueAsync(() => witness.Pushed.Count == 1, "Carol was notified");
        Assert.Empty(phone.Pushed);
        (await host.Company().PostAsync($"{host.ChatPath}/users", new { name = "Alice", surname = "Adams", email = alice.Email })).Expect(HttpStatusCode.Created);
        var settings = await (await SignInAgainAsync(alice)).Program().GetAsync($"{host.ChatPath}/notifications");
        Assert.Equal(("off", "0"), (settings["level"], settings["devices"]));
    }

    [Fact]
    public async Task Whoever_is_here_and_reads_in_time_hears_nothing_and_whoever_does_not_hears_it_later()
    {
        var (host, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);
        await using var desktop = await alice.OpenAsync();
        var caller = Caller.Participant(alice.Id, (await host.Chat.Find(alice.Id))!.Stay);
        await Eventually.TrueAsync(async () => (await host.Chat.Open(caller, null)).Value!.Here.Contains(alice.Id), "the chat knew that Alice was here");

        await host.Chat.Read(caller, long.Parse(await SayAsync(bob, "Read in time")));
        var said = DateTimeOffset.UtcNow;
        await SayAsync(bob, "Not read");

        await Eventually.TrueAsync(() => phone.Pushed.Count > 0, "the push came");
        Assert.Equal(["Not read"], phone.Texts);
        Assert.True(phone.Pushed[0].At - said > TimeSpan.FromSeconds(1), "there was time to read");
        Assert.Equal("1", phone.Read[0]["unread"]!.ToString());
    }

    [Fact]
    public async Task A_flood_becomes_a_few_notifications_of_which_the_last_tells_of_the_newest()
    {
        var (_, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);

        var since = Stopwatch.GetTimestamp();
        for (var number = 1; number <= 60; number++) await SayAsync(bob, $"message {number}");

        await Eventually.TrueAsync(() => phone.Texts.LastOrDefault() == "message 60", "the newest came");
        Assert.InRange(phone.Pushed.Count, 1, 2 + (int)(Stopwatch.GetElapsedTime(since) / PushTestHost.Interval));
        Assert.Equal("60", phone.Read[^1]["unread"]!.ToString());
        Assert.Single(phone.Pushed.Select(pushed => pushed.Headers["Topic"]).Distinct());
    }

    private async Task<(TestHost TestHost, Person Alice, Person Bob)> TwoAsync()
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        return (host, await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
    }

    private static async Task<Person> SignInAgainAsync(Person person)
    {
        var stay = (await person.TestHost.Chat.Find(person.Id))!.Stay;
        var secret = await person.TestHost.Server.Grains.GetGrain<IParticipantGrain>($"{person.TestHost.ChatId}/{person.Id}")
            .SignIn(stay, "test");
        return person with { Token = $"cnu_{person.TestHost.ChatId}_{person.Id}_{secret}" };
    }

    private static async Task<string> SayAsync(Person person, string text)
    {
        using var program = person.Program();
        return (await program.PostAsync($"{person.TestHost.ChatPath}/messages", new { text })).Expect(HttpStatusCode.Created)["id"]!;
    }
}
