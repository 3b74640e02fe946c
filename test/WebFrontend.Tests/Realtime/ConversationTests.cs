using ConnectNow.Chats;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.Http.Connections;

namespace ConnectNow.WebFrontend.Tests.Realtime;

public sealed class ConversationTests(Server server)
{
    [Theory, InlineData(WireProtocol.Json), InlineData(WireProtocol.MessagePack)]
    public async Task What_one_says_the_other_hears(WireProtocol protocol)
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync(protocol: protocol);
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync(protocol: protocol);

        var sent = await alice.SendAsync("Is the sink in?", "first");

        await bob.HearsAsync("Is the sink in?");
        var heard = bob.Events.Single(chatEvent => chatEvent.Kind == "message");
        Assert.Equal((sent.Seq, sent.At, "first"), (heard.Seq, heard.At, heard.ClientId));
        Assert.Null(sent.Refusal);
    }

    [Theory, InlineData(HttpTransportType.ServerSentEvents), InlineData(HttpTransportType.LongPolling)]
    public async Task Where_websockets_do_not_get_through_a_negotiated_transport_does(HttpTransportType transport)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        await using var line = await Line.ConnectAsync(server.Address, host.ChatId, alice.Token, transport: transport);
        await line.OpenAsync();

        await line.SendAsync("The long way round");
        await bob.SendAsync("Heard");

        await bob.HearsAsync("The long way round");
        await line.HearsAsync("Heard");
    }

    [Fact]
    public async Task Opening_a_chat_tells_what_time_it_is_here()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).ConnectAsync();

        var opened = await alice.OpenAsync();
        var synced = await alice.SyncAsync(opened.LastSeq);

        Assert.InRange(DateTimeOffset.UtcNow - opened.Now!.Value, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        Assert.True(synced.Now >= opened.Now);
    }

    [Fact]
    public async Task The_snapshot_says_all_there_is_to_know()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        var bob = await host.AddPersonAsync("Bob");
        await using var line = await alice.ConnectAsync();

        var snapshot = await line.OpenAsync();

        Assert.Equal((host.ChatId, "Kitchen refit", "Northwind", false), (snapshot.Chat!.Id, snapshot.Chat.Name, snapshot.Chat.Company.Name, snapshot.Chat.Closed));
        Assert.Equal([alice.Id, bob.Id], snapshot.People!.Select(person => person.Id));
        Assert.Equal((alice.Id, true, 2L, false), (snapshot.Me, snapshot.Reset, snapshot.LastSeq, snapshot.HasMore));
        Assert.Equal([alice.Id], snapshot.Here!);
        Assert.Equal(["joined", "joined"], snapshot.Events!.Select(chatEvent => chatEvent.Kind));
    }

    [Fact]
    public async Task The_same_client_id_twice_is_one_message()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();

        var first = await alice.SendAsync("Once", "same");
        var again = await alice.SendAsync("Twice?", "same");

        Assert.Equal((first.Seq, first.At), (again.Seq, again.At));
        await alice.ReachesAsync(first.Seq!.Value);
        Assert.Equal(["Once"], alice.Texts);
    }

    [Fact]
    public async Task Sends_that_do_not_wait_for_each_other_keep_their_order()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        var texts = Enumerable.Range(0, 150).Select(number => $"number {number}").ToList();

        var answers = await Task.WhenAll(texts.Select(text => alice.SendAsync(text)));

        await bob.ReachesAsync(answers.Max(answer => answer.Seq!.Value));
        Assert.Equal(texts, bob.Texts);
        bob.MustBeGapless();
    }

    [Fact]
    public async Task Two_tabs_and_two_devices_of_one_person_hear_the_same_and_are_one_person()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var tab = await alice.OpenAsync();
        await using var otherTab = await alice.OpenAsync();
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();

        await tab.SendAsync("From the first tab");
        await otherTab.SendAsync("From the second");

        await Task.WhenAll(new[] { tab, otherTab, bob }.Select(line => line.HearsAsync("From the second")));
        Assert.Equal(tab.Texts, otherTab.Texts);
        Assert.Equal([alice.Id, alice.Id], bob.Events.Where(chatEvent => chatEvent.Kind == "message").Select(chatEvent => chatEvent.By));
    }

    [Fact]
    public async Task A_client_that_comes_back_gets_what_followed_the_number_it_names()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        var last = (await bob.SendAsync("Heard")).Seq!.Value;
        await bob.SendAsync("Missed");
        await bob.SendAsync("Missed too");
        await using var back = await alice.ConnectAsync();

        var snapshot = await back.OpenAsync(after: last);

        Assert.False(snapshot.Reset);
        Assert.Equal(["Missed", "Missed too"], snapshot.Events!.Select(chatEvent => chatEvent.Text));
        var synced = await back.SyncAsync(last + 1);
        Assert.Equal(["Missed too"], synced.Events!.Select(chatEvent => chatEvent.Text));
    }

    [Fact]
    public async Task A_client_too_far_behind_gets_a_fresh_page_and_a_reset()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        for (var number = 1; number <= 510; number++)
            await host.Chat.Send(Caller.Company(host.CompanyId), $"c{number}", $"message {number}");
        await using var line = await alice.ConnectAsync();

        var snapshot = await line.OpenAsync(after: 1);

        Assert.Equal((true, true, 511L, 50), (snapshot.Reset, snapshot.HasMore, snapshot.LastSeq, snapshot.Events!.Count));
        var history = await line.HistoryAsync(snapshot.Events[0].Seq, 200);
        Assert.Equal(200, history.Events!.Count);
        Assert.Equal(snapshot.Events[0].Seq - 1, history.Events[^1].Seq);
        Assert.True(history.HasMore);
        var oldest = await line.HistoryAsync(3, 50);
        Assert.Equal([1L, 2L], oldest.Events!.Select(chatEvent => chatEvent.Seq));
        Assert.False(oldest.HasMore);
    }

    [Fact]
    public async Task Who_comes_goes_and_reads_is_told_to_the_others()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();
        var bob = await host.AddPersonAsync("Bob");
        var bobs = await bob.OpenAsync();
        await Eventually.TrueAsync(() => alice.Presence.Any(change => change.Id == bob.Id && change.Here), "Alice saw Bob come");

        var sent = await alice.SendAsync("Read this");
        await bobs.ReadAsync(sent.Seq!.Value);
        await Eventually.TrueAsync(() => alice.Reads.Contains(new ReadView(bob.Id, sent.Seq.Value)), "Alice saw what Bob has read");

        await bobs.DisposeAsync();
        await Eventually.TrueAsync(() => alice.Presence.Any(change => change.Id == bob.Id && !change.Here && change.LastSeen is not null), "Alice saw Bob go");
    }

    [Theory]
    [InlineData("", "id-1", "text")]
    [InlineData("   \n ", "id-1", "text")]
    [InlineData(null, "id-1", "text")]
    [InlineData("Hello", "", "client_id")]
    [InlineData("Hello", null, "client_id")]
    [InlineData("Hello", "white space", "client_id")]
    [InlineData("Hello", "much-too-long-much-too-long-much-too-long-much-too-long-much-too-long", "client_id")]
    public async Task What_is_no_message_is_refused_in_a_sentence(string? text, string? clientId, string field)
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();

        var answer = await alice.SendAsync(text, clientId);

        Assert.Equal("invalid_field", answer.Refusal!.Reason);
        Assert.Contains(field == "text" ? "message" : field, answer.Refusal.Message, StringComparison.Ordinal);
        Assert.Null(answer.Seq);
    }

    [Fact]
    public async Task A_message_of_8000_characters_goes_and_one_more_is_refused()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();

        var longest = await alice.SendAsync(new string('字', 8_000));
        var longer = await alice.SendAsync(new string('字', 8_001));

        Assert.Null(longest.Refusal);
        Assert.Equal("invalid_field", longer.Refusal!.Reason);
        Assert.Contains("8,000", longer.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_chat_can_be_read_but_not_written_to()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();
        await alice.SendAsync("Before");
        await host.Company().PutAsync(host.ChatPath, new { closed = true });

        var refused = await alice.SendAsync("After");

        Assert.Equal("chat_closed", refused.Refusal!.Reason);
        await Eventually.TrueAsync(() => alice.Events.Any(chatEvent => chatEvent.Kind == "closed"), "the closing was heard");
        Assert.Equal(["Before"], alice.Texts);
        var snapshot = await alice.SyncAsync(null);
        Assert.True(snapshot.Chat!.Closed);
    }
}
