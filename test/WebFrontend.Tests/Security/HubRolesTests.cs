using System.Net.WebSockets;
using System.Text.Json;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>
/// Every hub method × everybody who may be at the other end. A method that is not in the table fails the test. Whoever has no good
/// credential for this very chat is refused before there is a connection, and so for every method; whoever lost it while connected is
/// refused by the chat itself, whatever the frontend has heard.
/// </summary>
public sealed class HubRolesTests
{
    /// <summary>In the order of the columns of <see cref="Table"/>.</summary>
    internal static readonly string[] Roles = ["participant", "participant of a closed chat", "participant who left", "participant who was removed", "participant of an erased chat"];

    /// <summary>Method, argument, what is answered by role: the reason of a refusal, or nothing.</summary>
    internal static readonly (string Method, object? Argument, string?[] Answers)[] Table =
    [
        (nameof(ChatHub.Open), null, [null, null, "not_in_chat", "not_in_chat", "not_found"]),
        // On a connection that was not opened it opens, and so is answered as Open is.
        (nameof(ChatHub.Sync), null, [null, null, "not_in_chat", "not_in_chat", "not_found"]),
        (nameof(ChatHub.Send), new SendRequest { ClientId = "0123456789abcdef", Text = "Hello" }, [null, "chat_closed", "not_in_chat", "not_in_chat", "not_in_chat"]),
        (nameof(ChatHub.History), new HistoryRequest { Before = 10 }, [null, null, "not_in_chat", "not_in_chat", "not_in_chat"]),
        (nameof(ChatHub.Collection), new CollectionRequest { What = "files" }, [null, null, "not_in_chat", "not_in_chat", "not_in_chat"]),
        (nameof(ChatHub.Read), 1L, [null, null, "not_in_chat", "not_in_chat", "not_in_chat"]),
    ];

    [Fact]
    public void Every_method_of_the_hub_stands_in_the_table() =>
        Assert.Equal(
            typeof(ChatHub).GetMethods().Where(method => method.DeclaringType == typeof(ChatHub)).Select(method => method.Name).Order(),
            Table.Select(row => row.Method).Order());

    [Fact]
    public async Task Everybody_who_is_connected_may_do_what_the_table_says()
    {
        await using var server = await Server.StartAsync();
        // Nothing that a chat says of its own accord arrives: what is refused is refused by the chat.
        server.StopHearing();
        var otherwise = new List<string>();
        foreach (var (method, argument, answers) in Table)
        {
            for (var role = 0; role < Roles.Length; role++)
            {
                var host = await TestHost.CreateAsync(server);
                var person = await host.AddPersonAsync();
                await using var line = await person.ConnectAsync();
                await BecomeAsync(role, host, person);

                try
                {
                    var answer = await line.AskAsync<JsonElement>(method, argument);
                    var reason = answer.TryGetProperty("refusal", out var refusal) && refusal.ValueKind == JsonValueKind.Object ? refusal.GetProperty("reason").GetString() : null;
                    if (answers[role] != reason) otherwise.Add($"{method} by a {Roles[role]}: expected {answers[role] ?? "an answer"}, got {answer}");
                }
                catch (TaskCanceledException) when (answers[role] is "not_in_chat" or "not_found")
                {
                    // The connection was ended before the answer was on its way: that is a refusal too.
                }

                if (answers[role] is "not_in_chat" or "not_found") await line.ClosedAsync();
            }
        }

        Assert.Empty(otherwise);
    }

    [Theory]
    [InlineData("nobody", 401)]
    [InlineData("a wrong token", 401)]
    [InlineData("a participant of another chat", 403)]
    [InlineData("a participant who left", 401)]
    [InlineData("the company", 403)]
    [InlineData("another company", 403)]
    public async Task Nobody_else_gets_as_far_as_a_method(string who, int status)
    {
        await using var server = await Server.StartAsync();
        var (host, other) = (await TestHost.CreateAsync(server), await TestHost.CreateAsync(server));
        var (person, stranger) = (await host.AddPersonAsync(), await other.AddPersonAsync());
        if (who == "a participant who left") await BecomeAsync(2, host, person);
        var token = who switch
        {
            "nobody" => null,
            "a wrong token" => $"cnu_{host.ChatId}_{person.Id}_{Secrets.NewSecret()}",
            "a participant of another chat" => stranger.Token,
            "a participant who left" => person.Token,
            "the company" => host.ApiToken,
            _ => other.ApiToken,
        };

        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={host.ChatId}" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(status, (int)socket.HttpStatusCode);

        using var browser = server.NewBrowser(token);
        Assert.Equal(status, (await browser.PostAsync($"/hubs/chat/negotiate?chat={host.ChatId}&negotiateVersion=1")).Code);
    }

    private static async Task BecomeAsync(int role, TestHost host, Person person)
    {
        using Browser company = host.Company(), self = person.Program();
        var done = role switch
        {
            0 => null,
            1 => await company.PutAsync(host.ChatPath, new { closed = true }),
            2 => await self.DeleteAsync($"{host.ChatPath}/users/{person.Id}"),
            3 => await company.DeleteAsync($"{host.ChatPath}/users/{person.Id}"),
            _ => await company.DeleteAsync(host.ChatPath),
        };
        Assert.True(done is null or { Code: 200 or 204 }, $"{Roles[role]}: {done?.Text}");
    }
}
