using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Notifications;

/// <summary>Devices come, go, and turn out to be gone; push services are busy; addresses are not what they seem.</summary>
public sealed class DevicesTests(PushTestHost fixture) : IClassFixture<PushTestHost>
{
    private readonly PushService _service = fixture.Service;

    [Fact]
    public async Task A_person_sees_and_changes_what_they_are_notified_of()
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        var alice = await host.AddPersonAsync();
        using var phone = new NotifiedDevice(_service);
        using var program = alice.Program();

        var before = (await program.GetAsync($"{host.ChatPath}/notifications")).Expect(HttpStatusCode.OK);
        var subscribed = await phone.SubscribeAsync(alice, "mentions");
        var again = await phone.SubscribeAsync(alice);
        (await program.SendAsync(HttpMethod.Delete, $"{host.ChatPath}/notifications/devices", new { endpoint = phone.Endpoint })).Expect(HttpStatusCode.NoContent);
        (await program.SendAsync(HttpMethod.Delete, $"{host.ChatPath}/notifications/devices", new { endpoint = phone.Endpoint })).Expect(HttpStatusCode.NoContent);
        var after = await program.GetAsync($"{host.ChatPath}/notifications");

        Assert.Equal(
            [("off", "0"), ("mentions", "1"), ("all", "1"), ("all", "0")],
            new[] { before, subscribed, again, after }.Select(reply => (reply["level"]!, reply["devices"]!)));
    }

    [Fact]
    public async Task A_browser_subscribes_with_its_cookie()
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        using var browser = fixture.Server.NewBrowser();
        await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com");
        using var phone = new NotifiedDevice(_service);

        var settings = (await browser.PutAsync($"{host.ChatPath}/notifications", new { level = "all", subscription = phone.Subscription }))
            .Expect(HttpStatusCode.OK);

        Assert.Equal(("all", "1"), (settings["level"], settings["devices"]));
    }

    [Theory, InlineData(404), InlineData(410)]
    public async Task A_device_that_is_gone_is_forgotten(int status)
    {
        var (host, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);
        _service.Answer(phone.Endpoint, _ => (status, null));

        await SayAsync(bob, "Anybody there?");

        using var program = alice.Program();
        await Eventually.TrueAsync(async () => (await program.GetAsync($"{host.ChatPath}/notifications"))["devices"] == "0", "the device was forgotten");
        Assert.Single(phone.Pushed);
    }

    [Fact]
    public async Task A_push_service_that_is_busy_is_asked_again_when_it_says()
    {
        var (_, alice, bob) = await TwoAsync();
        using var phone = await NotifiedDevice.SubscribeAsync(_service, alice);
        _service.Answer(phone.Endpoint, number => number == 0 ? (429, "3") : (201, null));

        await SayAsync(bob, "Hello");

        await Eventually.TrueAsync(() => phone.Pushed.Count == 2, "it was sent again");
        Assert.Equal(["Hello", "Hello"], phone.Texts);
        Assert.InRange(phone.Pushed[1].At - phone.Pushed[0].At, TimeSpan.FromSeconds(2.9), Eventually.Timeout);
    }

    [Fact]
    public async Task Addresses_that_are_no_push_services_are_refused_and_nothing_is_changed()
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        using var program = (await host.AddPersonAsync()).Program();
        using var phone = new NotifiedDevice(_service);
        var keys = phone.Keys;
        string?[] hostile =
        [
            null, "", "x", "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "http://localhost/x", "https://localhost/x", "https://[::1]/x",
            "https://user@fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://fcm。googleapis。com/x", "https://fcm.googleapis.com.example/x",
            "http://127.0.0.1:1/x", fixture.Server.Address.AbsoluteUri, $"https://fcm.googleapis.com/{new string('x', 10_000)}", "https://fcm.googleapis.com/\r\nx",
        ];

        foreach (var endpoint in hostile)
        {
            var reply = await program.PutAsync($"{host.ChatPath}/notifications", new { level = "all", subscription = new { endpoint, keys } });
            Assert.Equal("subscription", reply.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
        }

        var settings = await program.GetAsync($"{host.ChatPath}/notifications");
        Assert.Equal(("off", "0"), (settings["level"], settings["devices"]));
        Assert.Empty(fixture.Server.Errors.All);
    }

    [Theory]
    [InlineData("""{}""", "level")]
    [InlineData("""{"level":null}""", "level")]
    [InlineData("""{"level":"loud"}""", "level")]
    [InlineData("""{"level":"All"}""", "level")]
    [InlineData("""{"level":2}""", "level")]
    [InlineData("""{"level":"all","subscription":{}}""", "subscription")]
    [InlineData("""{"level":"all","subscription":{"endpoint":"https://fcm.googleapis.com/x"}}""", "subscription")]
    [InlineData("""{"level":"all","subscription":{"endpoint":"https://fcm.googleapis.com/x","keys":{"p256dh":"AAAA","auth":"AAAA"}}}""", "subscription")]
    [InlineData("""{"level":"all","subscription":"https://fcm.googleapis.com/x"}""", "subscription")]
    [InlineData("""[]""", "body")]
    public async Task What_makes_no_sense_is_refused_by_its_field(string body, string field)
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        using var program = (await host.AddPersonAsync()).Program();

        var reply = await program.PutAsync($"{host.ChatPath}/notifications", body);

        Assert.Equal(field, reply.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    [Fact]
    public async Task A_restart_keeps_key_level_and_devices()
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory.Path, "data");
        string key;
        TestHost host;
        Person alice, bob;
        NotifiedDevice phone;
        await using (var first = await Server.StartAsync(data, PushTestHost.Options(_service)))
        {
            host = await TestHost.CreateAsync(first);
            (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
            phone = await NotifiedDevice.SubscribeAsync(_service, alice);
            key = (await first.NewBrowser().GetAsync("/api/push"))["public_key"]!;
        }

        await using var second = await Server.StartAsync(data, PushTestHost.Options(_service));
        using var program = second.NewBrowser(bob.Token);
        (await program.PostAsync($"{host.ChatPath}/messages", new { text = "After the restart" })).Expect(HttpStatusCode.Created);

        await Eventually.TrueAsync(() => phone.Pushed.Count == 1, "the push came");
        Assert.Equal(["After the restart"], phone.Texts);
        Assert.Equal(key, (await second.NewBrowser().GetAsync("/api/push"))["public_key"]);
        Vapid.Verify(phone.Pushed[0].Headers["Authorization"], key);
        phone.Dispose();
    }

    [Fact]
    public async Task A_server_with_push_settings_that_make_no_sense_does_not_start()
    {
        using var directory = new TemporaryDirectory();
        var (exitCode, _, error) = await ServerProcess.RunAsync(directory.Path, FreePort.Find(), "--ConnectNow:Push:Services:0", "push.example.com");

        Assert.Equal(1, exitCode);
        Assert.Contains("ConnectNow:Push:Services", error, StringComparison.Ordinal);
    }

    private async Task<(TestHost TestHost, Person Alice, Person Bob)> TwoAsync()
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        return (host, await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
    }

    private static async Task SayAsync(Person person, string text)
    {
        using var program = person.Program();
        (await program.PostAsync($"{person.TestHost.ChatPath}/messages", new { text })).Expect(HttpStatusCode.Created);
    }
}
