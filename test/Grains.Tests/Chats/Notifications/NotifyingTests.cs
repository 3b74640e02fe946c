using System.Diagnostics;
using System.Text.Json.Nodes;
using ConnectNow.Chats;
using ConnectNow.Grains.Notifications;
using ConnectNow.Grains.Tests.Cluster;
using ConnectNow.Grains.Tests.Notifications;
using ConnectNow.Notifications;
using ConnectNow.Participants;

namespace ConnectNow.Grains.Tests.Chats.Notifications;

/// <summary>Chats and participants' grains on a real silo; only the push services are ours.</summary>
public sealed class NotifyingTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task A_crowd_that_wants_everything_gets_a_few_notifications_each_and_everybody_the_newest()
    {
        var (_, chatId) = await _service.NewChat("large");
        var bob = await _service.Join(chatId, "Bob");
        using var browser = new Subscriber();
        var endpoints = new List<string>();
        for (var number = 0; number < 100; number++) endpoints.Add((await Subscribe(chatId, await _service.Join(chatId, $"Person{number}"), browser)).Endpoint);

        var since = Stopwatch.GetTimestamp();
        for (var number = 1; number <= 50; number++) Assert.Null((await _service.Chat(chatId).Send(bob, $"id-{number}", $"message {number}")).Refusal);

        foreach (var endpoint in endpoints) await Until(() => Newest(endpoint) == "message 50");
        var most = 2 + (int)(Stopwatch.GetElapsedTime(since) / Pushes.Interval);
        Assert.All(endpoints, endpoint => Assert.InRange(_service.Pushes.To(endpoint).Count, 1, most));

        string? Newest(string endpoint) => _service.Pushes.To(endpoint) is [.., var last] ? TextOf(browser, last) : null;
    }

    [Fact]
    public async Task What_was_deleted_before_it_was_told_is_not_told()
    {
        var (_, chatId) = await _service.NewChat();
        var (alice, bob) = (await _service.Join(chatId, "Alice"), await _service.Join(chatId, "Bob"));
        using var browser = new Subscriber();
        var phone = await Subscribe(chatId, alice, browser);
        await new Frontend(_service, chatId).Lease(alice.ParticipantId!);

        await _service.Chat(chatId).Send(bob, "1", "first");
        var second = (await _service.Chat(chatId).Send(bob, "2", "second")).Value!;
        await _service.Chat(chatId).Edit(bob, second.Seq - 1, "first, edited");
        await _service.Chat(chatId).Delete(bob, second.Seq);

        await Until(() => _service.Pushes.To(phone.Endpoint).Count > 0);
        Assert.Equal(["first, edited"], _service.Pushes.To(phone.Endpoint).Select(push => TextOf(browser, push)));
    }

    [Fact]
    public async Task A_level_lasts_over_a_new_activation_and_ends_with_the_stay()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        using var browser = new Subscriber();
        await Subscribe(chatId, alice, browser);

        await using (var twin = await _service.StartTwin())
        {
            var settings = await Participant(twin, chatId, alice).Notifications(alice.Stay);
            Assert.Equal(new NotificationSettings(NotificationLevel.All, 1), settings.Value);
        }

        await _service.Chat(chatId).Leave(alice, alice.ParticipantId!);
        Assert.Equal(Reason.NotInChat, (await Participant(_service, chatId, alice).Notifications(alice.Stay)).Refusal!.Reason);
        Assert.Equal(NotificationLevel.Off, (await _service.Chat(chatId).Find(alice.ParticipantId!))!.Notifications);
    }

    [Fact]
    public async Task Ten_devices_are_notified_and_one_that_signs_out_is_not()
    {
        var (_, chatId) = await _service.NewChat();
        var (alice, bob) = (await _service.Join(chatId, "Alice"), await _service.Join(chatId, "Bob"));
        using var browser = new Subscriber();
        var endpoints = new List<string>();
        for (var number = 0; number < NotificationLimits.Devices + 1; number++) endpoints.Add((await Subscribe(chatId, alice, browser)).Endpoint);
        Assert.Equal(NotificationLimits.Devices, (await Participant(_service, chatId, alice).Notifications(alice.Stay)).Value!.Devices);

        await _service.Chat(chatId).Send(bob, "1", "to all");
        foreach (var endpoint in endpoints.Skip(1)) await Until(() => _service.Pushes.To(endpoint).Count == 1);
        Assert.Empty(_service.Pushes.To(endpoints[0]));

        await Participant(_service, chatId, alice).SignOutAll();
        Assert.Equal(0, (await Participant(_service, chatId, alice).Notifications(alice.Stay)).Value!.Devices);
    }

    [Fact]
    public async Task The_same_browser_again_replaces_and_a_stranger_can_set_nothing()
    {
        var (_, chatId) = await _service.NewChat();
        var alice = await _service.Join(chatId, "Alice");
        var participant = Participant(_service, chatId, alice);
        using var browser = new Subscriber();
        var secret = await participant.SignIn(alice.Stay, "phone");
        var phone = NewSubscription(browser);

        await participant.SetNotifications(secret, NotificationLevel.All, phone);
        await participant.SetNotifications(secret, NotificationLevel.Mentions, phone with { Endpoint = NewSubscription(browser).Endpoint });
        await participant.SetNotifications(await participant.SignIn(alice.Stay, "phone again"), NotificationLevel.All, phone);
        await participant.SetNotifications(await participant.SignIn(alice.Stay, "phone once more"), NotificationLevel.All, phone);
        Assert.Equal(2, (await participant.Notifications(alice.Stay)).Value!.Devices);

        Assert.Equal(Reason.NotInChat, (await participant.SetNotifications(Secrets.NewSecret(), NotificationLevel.All, phone)).Refusal!.Reason);
        Assert.Equal("subscription", (await participant.SetNotifications(secret, NotificationLevel.Off, phone with { Auth = "short" })).Refusal!.Field);
        Assert.Equal(NotificationLevel.All, (await participant.Notifications(alice.Stay)).Value!.Level);
    }

    [Fact]
    public async Task A_company_has_no_level_and_hears_nothing()
    {
        var (companyId, chatId) = await _service.NewChat();
        var chat = _service.Client.GetGrain<IChatNotificationsGrain>(chatId);

        Assert.Equal(Reason.NotAllowed, (await chat.SetLevel(Caller.Company(companyId), NotificationLevel.All)).Refusal!.Reason);
        Assert.Equal(Reason.NotAllowed, (await chat.Level(Caller.Company(companyId))).Refusal!.Reason);
        Assert.Equal(Reason.NotFound, (await chat.Level(Caller.Company(Secrets.NewId()))).Refusal!.Reason);
    }

    [Fact]
    public async Task The_key_of_the_service_is_one_and_survives_it()
    {
        var key = await _service.Client.GetGrain<IVapidGrain>(IVapidGrain.Key).PublicKey();

        await using var twin = await _service.StartTwin();

        Assert.Equal(key, await twin.Client.GetGrain<IVapidGrain>(IVapidGrain.Key).PublicKey());
    }

    private async Task<PushSubscription> Subscribe(string chatId, Caller person, Subscriber browser)
    {
        var participant = Participant(_service, chatId, person);
        var subscription = NewSubscription(browser);
        Assert.Null((await participant.SetNotifications(await participant.SignIn(person.Stay, "test"), NotificationLevel.All, subscription)).Refusal);
        return subscription;
    }

    private static PushSubscription NewSubscription(Subscriber browser) =>
        new($"https://fcm.googleapis.com/fcm/send/{Secrets.NewId()}", browser.P256dh, browser.Auth);

    private static IParticipantGrain Participant(Service service, string chatId, Caller person) =>
        service.Client.GetGrain<IParticipantGrain>($"{chatId}/{person.ParticipantId}");

    private static string TextOf(Subscriber browser, PushMessage push) =>
        JsonNode.Parse(browser.Decrypt(push.Body.Span))!["text"]!.ToString();

    private static async Task Until(Func<bool> holds)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < deadline, "Not within 120 s.");
            await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
