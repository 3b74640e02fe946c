using System.Net.Sockets;
using ConnectNow.Resilience.Network;

namespace ConnectNow.Resilience.Tests;

/// <summary>The network between silos lets everything through, until the two are cut off from each other.</summary>
public sealed class SiloWiresTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_silo_sends_to_another_arrives_only_while_the_path_between_them_is_open()
    {
        await using var wires = new SiloWires { Processes = () => new Dictionary<int, int> { [2] = Environment.ProcessId } };
        var address = wires.AddressOf(1);
        using var listener = new TcpListener(address.Listens, address.Port);
        listener.Start();
        using var sender = new TcpClient();
        await sender.ConnectAsync(address.Advertised, address.Port, Ending);
        using var receiver = await listener.AcceptTcpClientAsync(Ending).AsTask().WaitAsync(Timeout, Ending);

        await SendAsync(sender, 1);
        Assert.Equal(1, await ReceiveAsync(receiver));

        wires.Cut(1, 2);
        await SendAsync(sender, 2);
        var next = ReceiveAsync(receiver);
        using var late = new TcpClient();
        await late.ConnectAsync(address.Advertised, address.Port, Ending);
        await SendAsync(late, 3);
        Assert.False(next.IsCompleted);
        Assert.False(listener.Pending());

        wires.Mend(1, 2);
        Assert.Equal(2, await next);
        using var second = await listener.AcceptTcpClientAsync(Ending).AsTask().WaitAsync(Timeout, Ending);
        Assert.Equal(3, await ReceiveAsync(second));
    }

    [Fact]
    public async Task Whoever_is_no_silo_always_gets_through()
    {
        await using var wires = new SiloWires();
        var address = wires.AddressOf(1);
        using var listener = new TcpListener(address.Listens, address.GatewayPort);
        listener.Start();
        wires.Cut(1, 2);
        using var sender = new TcpClient();
        await sender.ConnectAsync(address.Advertised, address.GatewayPort, Ending);
        using var receiver = await listener.AcceptTcpClientAsync(Ending).AsTask().WaitAsync(Timeout, Ending);

        await SendAsync(sender, 1);

        Assert.Equal(1, await ReceiveAsync(receiver));
    }

    private static Task SendAsync(TcpClient client, byte value) => client.GetStream().WriteAsync(new[] { value }, Ending).AsTask();

    private static async Task<byte> ReceiveAsync(TcpClient client)
    {
        var buffer = new byte[1];
        await client.GetStream().ReadExactlyAsync(buffer, Ending).AsTask().WaitAsync(Timeout, Ending);
        return buffer[0];
    }
}
