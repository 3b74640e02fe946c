using System.Net;
using System.Text.Json.Nodes;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Notifications;

/// <summary>Somebody's browser that is notified: it can read what is pushed to it.</summary>
internal sealed class NotifiedDevice(PushService service) : IDisposable
{
    private readonly Subscriber _subscriber = new();

    public string Endpoint { get; } = $"{service.Origin}/push/{Secrets.NewId()}";

    /// <summary>Everything that came, as it came.</summary>
    public IReadOnlyList<Pushed> Pushed => service.To(Endpoint);

    /// <summary>Everything that came, as the service worker reads it.</summary>
    public IReadOnlyList<JsonNode> Read => [.. Pushed.Select(pushed => JsonNode.Parse(_subscriber.Decrypt(pushed.Body))!)];

    public IEnumerable<string> Texts => Read.Select(payload => payload["text"]!.ToString());

    public object Keys => new { p256dh = _subscriber.P256dh, auth = _subscriber.Auth };

    /// <summary>What <c>PushSubscription.toJSON()</c> gives.</summary>
    public object Subscription => new { endpoint = Endpoint, expirationTime = (long?)null, keys = Keys };

    /// <summary>The person chooses a level on a device of theirs.</summary>
    public static async Task<NotifiedDevice> SubscribeAsync(PushService service, Person person, string level = "all")
    {
        var device = new NotifiedDevice(service);
        await device.SubscribeAsync(person, level);
        return device;
    }

    public async Task<Reply> SubscribeAsync(Person person, string level = "all")
    {
        using var browser = person.Program();
        return (await browser.PutAsync($"{person.TestHost.ChatPath}/notifications", new { level, subscription = Subscription }))
            .Expect(HttpStatusCode.OK);
    }

    public void Dispose() => _subscriber.Dispose();
}
