using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Realtime.Sockets;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Realtime;

public sealed class FanoutTests
{
    [Fact]
    public async Task What_is_lost_on_the_way_the_lease_brings_back()
    {
        await using var server = await Server.StartAsync();
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();
        await alice.SendAsync("Before");
        await alice.HearsAsync("Before");
        server.StopHearing();

        for (var number = 1; number <= 5; number++) await host.Chat.Send(Caller.Company(host.CompanyId), $"c{number}", $"lost {number}");

        await alice.HearsAsync("lost 5");
        Assert.Equal(["Before", "lost 1", "lost 2", "lost 3", "lost 4", "lost 5"], alice.Texts);
        alice.MustBeGapless();
    }

    [Fact]
    public async Task Frames_out_of_order_twice_or_with_a_gap_are_delivered_once_and_in_order()
    {
        await using var server = await Server.StartAsync();
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync()).OpenAsync();
        var rooms = server.Services.GetRequiredService<ChatRooms>();
        server.StopHearing();
        for (var number = 2; number <= 9; number++) await host.Chat.Send(Caller.Company(host.CompanyId), $"c{number}", $"{number}");
        var all = (await host.Chat.Range(2, 9)).Events;

        foreach (var (from, to) in new[] { (3, 4), (2, 2), (2, 5), (8, 9), (4, 6) })
            await rooms.Accept(new ChatFrame { ChatId = host.ChatId, Events = [.. all.Where(chatEvent => chatEvent.Seq >= from && chatEvent.Seq <= to)] });

        await alice.ReachesAsync(9);
        Assert.Equal(["2", "3", "4", "5", "6", "7", "8", "9"], alice.Texts);
    }

    [Fact]
    public async Task A_browser_that_does_not_read_holds_up_nobody_and_is_told_to_resync()
    {
        await using var server = await Server.StartAsync("--ConnectNow:Limits:FramesPerConnection", "64");
        var host = await TestHost.CreateAsync(server);
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        using var slow = await OpenRawAsync(host, await host.AddPersonAsync("Slow"));
        var text = new string('x', 8_000);
        var sending = Stopwatch.StartNew();

        // 10 MB: more than all buffers on the way to this browser hold.
        for (var number = 1; number <= 1_200; number++)
        {
            var sent = await host.Chat.Send(Caller.Company(host.CompanyId), $"c{number}", $"{number} {text}"[..8_000]);
            if (number % 50 == 0) await bob.ReachesAsync(sent.Value!.Seq);
        }

        var last = await host.Chat.Send(Caller.Company(host.CompanyId), "last", "The last one");

        await bob.ReachesAsync(last.Value!.Seq);
        bob.MustBeGapless();
        Assert.Equal(0, bob.Resyncs);
        // Where sending took longer than the server waits for a socket that takes nothing, it was cut instead.
        var heard = await ReadUntilAsync(slow, "\"target\":\"resync\"", mayBeCut: () => sending.Elapsed >= HubSocket.SendTimeout);
        Assert.DoesNotContain("The last one", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_here_hears_the_same_while_people_come_and_go()
    {
        await using var server = await Server.StartAsync();
        var host = await TestHost.CreateAsync(server);
        await using var steady = await (await host.AddPersonAsync("Steady")).OpenAsync();
        var visitor = await host.AddPersonAsync("Visitor");
        using var enough = new CancellationTokenSource();

        var talking = Task.Run(
            async () =>
            {
                for (var number = 0; !enough.IsCancellationRequested; number++) await host.Chat.Send(Caller.Company(host.CompanyId), $"c{number}", $"{number}");
            },
            TestContext.Current.CancellationToken);
        for (var visit = 0; visit < 15; visit++)
        {
            await using var line = await visitor.ConnectAsync();
            var snapshot = await line.OpenAsync();
            await line.ReachesAsync(snapshot.LastSeq!.Value + 10);
            line.MustBeGapless();
            Assert.True(line.Events[0].Seq <= snapshot.LastSeq + 1, "no event slips through between the snapshot and the flow");
        }

        await enough.CancelAsync();
        await talking;
        steady.MustBeGapless();
    }

    private static async Task<ClientWebSocket> OpenRawAsync(TestHost host, Person person)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {person.Token}");
        var address = new UriBuilder(host.Server.Address) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={host.ChatId}" }.Uri;
        using var slowly = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = ConnectWithSmallBufferAsync });
        await socket.ConnectAsync(address, slowly, TestContext.Current.CancellationToken);
        foreach (var message in new[] { """{"protocol":"json","version":1}""", """{"type":1,"invocationId":"1","target":"Open","arguments":[null]}""" })
            await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        await ReadUntilAsync(socket, "\"type\":3");
        return socket;
    }

    private static async ValueTask<Stream> ConnectWithSmallBufferAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<string> ReadUntilAsync(ClientWebSocket socket, string what, Func<bool>? mayBeCut = null)
    {
        var heard = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(Eventually.Timeout);
            }
            catch (WebSocketException) when (mayBeCut?.Invoke() is true)
            {
                return heard.ToString();
            }

            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            // Only the end can be new: the whole is megabytes.
            var end = heard.ToString(Math.Max(0, heard.Length - received.Count - what.Length), Math.Min(heard.Length, received.Count + what.Length));
            if (end.Contains(what, StringComparison.Ordinal)) return heard.ToString();
        }
    }
}
