using System.Net;
using System.Net.Sockets;
using System.Text;
using ConnectNow.Configuration;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Hosting.Connections;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Hosting;

/// <summary>
/// Connections that say nothing: how many one network may have, for how long, and what a process that ran out of files does.
/// </summary>
public sealed class ConnectionLimitTests
{
    private static readonly IPAddress Greedy = IPAddress.Parse("127.77.0.1");

    [Fact]
    public async Task One_network_cannot_take_all_connections_and_gets_them_back_when_it_closes_them()
    {
        await using var server = await Server.StartAsync("--ConnectNow:Limits:ConnectionsPerNetwork", "8");
        var silent = new List<Socket>();
        for (var number = 0; number < 20; number++)
        {
            if (await TryConnectAsync(server, Greedy) is { } socket) silent.Add(socket);
        }

        await Eventually.TrueAsync(() => silent.Count(socket => !IsClosed(socket)) == 8, "all but eight were closed");
        using var other = server.NewBrowser();
        (await other.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);

        foreach (var socket in silent) socket.Dispose();
        await Eventually.TrueAsync(async () => await AnswersAsync(server, Greedy), "the greedy network was served again");
    }

    [Fact]
    public async Task Proxies_that_are_known_may_have_as_many_as_they_need()
    {
        await using var server = await Server.StartAsync("--ConnectNow:Limits:ConnectionsPerNetwork", "2", "--ConnectNow:Proxies", "127.77.0.1");
        var open = new List<Socket>();
        for (var number = 0; number < 10; number++) open.Add(await ConnectAsync(server, Greedy));

        Assert.True(await AnswersAsync(server, Greedy));
        Assert.DoesNotContain(open, IsClosed);
        foreach (var socket in open) socket.Dispose();
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_asked_for_is_closed_and_one_that_has_asked_is_kept()
    {
        await using var server = await Server.StartAsync();
        using var silent = await ConnectAsync(server, Greedy);
        using var asked = await ConnectAsync(server, Greedy);
        await AskAsync(asked);

        await Eventually.TrueAsync(() => IsClosed(silent), "the silent one was closed");
        Assert.False(IsClosed(asked));
        await AskAsync(asked);
    }

    [Theory]
    [InlineData(100_000, null, 100_000)]
    [InlineData(100_000, 1_000_000L, 100_000)]
    [InlineData(100_000, 20_000L, 19_488)]
    [InlineData(300, 20_000L, 300)]
    public void Connections_leave_the_process_the_files_it_needs_itself(int wanted, long? limit, int room) =>
        Assert.Equal(room, OpenFileLimit.RoomFor(wanted, limit));

    [Fact]
    public void A_process_that_may_open_next_to_nothing_does_not_start()
    {
        Assert.Contains("ulimit -n", Assert.Throws<SettingsException>(() => OpenFileLimit.MustSuffice(450)).Message, StringComparison.Ordinal);
        OpenFileLimit.MustSuffice(1024);
        OpenFileLimit.MustSuffice(null);
    }

    [Fact]
    public void The_limit_of_this_process_is_known() => Assert.True(OperatingSystem.IsWindows() || OpenFileLimit.Current is null or > 255);

    [Fact]
    public async Task A_process_that_cannot_load_its_own_parts_is_not_ready_any_more()
    {
        await using var server = await Server.StartAsync();
        var readiness = server.Services.GetRequiredService<Readiness>();
        Assert.True(readiness.IsReady);

        Assert.False(FaultHandler.IsUnavailable(new FileNotFoundException("Could not load file or assembly", "Part, Version=1.0.0.0, Culture=neutral")));
        Assert.True(FaultHandler.IsUnavailable(new FileNotFoundException("There is no completed file to look at.")));
        readiness.Break();

        using var probe = server.NewBrowser();
        (await probe.GetAsync("/health/ready")).Expect(HttpStatusCode.ServiceUnavailable);
        (await probe.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public void Every_part_of_the_program_is_loaded_before_anybody_is_let_in()
    {
        ProgramParts.Load();

        // The one whose late loading failed when all files of the process were open.
        Assert.Contains(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "Microsoft.Extensions.Identity.Core");
    }

    private static async Task<Socket> ConnectAsync(Server server, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Address.Port), TestContext.Current.CancellationToken);
        return socket;
    }

    // One too many may be closed before we hear that it was opened.
    private static async Task<Socket?> TryConnectAsync(Server server, IPAddress from)
    {
        try
        {
            return await ConnectAsync(server, from);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    private static async Task AskAsync(Socket socket)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(read > 0, $"closed after: {answer}");
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Assert.StartsWith("HTTP/1.1 200", answer.ToString(), StringComparison.Ordinal);
    }

    private static async Task<bool> AnswersAsync(Server server, IPAddress from)
    {
        try
        {
            using var socket = await ConnectAsync(server, from);
            await socket.SendAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
            return await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Nobody sends anything on these but the end.
    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
