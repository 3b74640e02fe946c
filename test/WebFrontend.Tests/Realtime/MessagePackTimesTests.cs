using System.Globalization;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Fields = System.Collections.Generic.Dictionary<string, object?>;

namespace ConnectNow.WebFrontend.Tests.Realtime;

/// <summary>A program that knows nothing of our types: what it gets over MessagePack is text wherever JSON has text.</summary>
public sealed class MessagePackTimesTests(Server server)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    [Fact]
    public async Task Every_time_that_may_be_missing_is_iso_text_like_all_others()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using (await (await host.AddPersonAsync("Bob")).OpenAsync())
        {
        }

        await using var hub = await ConnectAsync(alice);
        var sent = await hub.InvokeAsync<Fields>("Send", Message("edited"), TestContext.Current.CancellationToken);
        var gone = await hub.InvokeAsync<Fields>("Send", Message("deleted"), TestContext.Current.CancellationToken);
        await alice.Program().PutAsync($"{host.ChatPath}/messages/{sent["seq"]}", new { text = "Edited" });
        await alice.Program().DeleteAsync($"{host.ChatPath}/messages/{gone["seq"]}");

        Fields snapshot = null!;
        await Eventually.TrueAsync(async () => Person(snapshot = await hub.InvokeAsync<Fields>("Sync", null, TestContext.Current.CancellationToken), "Bob")["last_seen"] is not null, "it is known when Bob was here");

        IsTime(sent["at"]);
        IsTime(Person(snapshot, "Bob")["last_seen"]);
        IsTime(Event(snapshot, sent["seq"])["edited_at"]);
        IsTime(Event(snapshot, gone["seq"])["deleted_at"]);
        IsTime(Event(snapshot, sent["seq"])["at"]);
        Assert.Null(Event(snapshot, sent["seq"])["deleted_at"]);
    }

    [Fact]
    public async Task When_somebody_was_last_here_is_told_as_iso_text()
    {
        var host = await TestHost.CreateAsync(server);
        await using var hub = await ConnectAsync(await host.AddPersonAsync("Alice"));
        var seen = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.On<Fields>("presence", body =>
        {
            foreach (var change in Items(body["changes"]).Where(change => change["last_seen"] is not null)) seen.TrySetResult(change["last_seen"]!);
        });
        await hub.InvokeAsync<Fields>("Open", null, TestContext.Current.CancellationToken);

        await using (await (await host.AddPersonAsync("Bob")).OpenAsync())
        {
        }

        IsTime(await seen.Task.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken));
    }

    private static async Task<HubConnection> ConnectAsync(Person person)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(person.TestHost.Server.Address, $"/hubs/chat?chat={person.TestHost.ChatId}"), options => options.Headers.Add("Authorization", $"Bearer {person.Token}"))
            .AddMessagePackProtocol().Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    private static Fields Message(string text) => new() { ["client_id"] = Secrets.NewId(), ["text"] = text };

    private static Fields Person(Fields snapshot, string name) =>
        Items(snapshot["people"]).Single(person => (string?)person["name"] == name);

    private static Fields Event(Fields snapshot, object? seq) =>
        Items(snapshot["events"]).Single(chatEvent => Convert.ToInt64(chatEvent["seq"], CultureInfo.InvariantCulture) == Convert.ToInt64(seq, CultureInfo.InvariantCulture));

    private static IEnumerable<Fields> Items(object? list) =>
        ((object[])list!).Cast<Dictionary<object, object?>>().Select(item => item.ToDictionary(field => (string)field.Key, field => field.Value));

    private static void IsTime(object? value) =>
        Assert.True(value is string text && DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), $"{value} ({value?.GetType().Name}) is no ISO text.");
}
