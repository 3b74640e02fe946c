using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ConnectNow.Support;

/// <summary>Ports for processes that are told where to listen, because others must find them there again after a restart.</summary>
public static class FreePort
{
    // Below the range from which systems take ports for outgoing connections: what is free here stays free while a process is dead.
    private const int First = 10_000;
    private const int End = 20_000;
    private const int Tries = 200;

    /// <summary>A port on which nobody listens at any of the addresses; without any: at the loopback address.</summary>
    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static int Find(params IReadOnlyList<IPAddress> addresses)
    {
        for (var i = 0; i < Tries; i++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if ((addresses.Count == 0 ? [IPAddress.Loopback] : addresses).All(address => IsFree(address, port))) return port;
        }

        throw new InvalidOperationException($"No free port between {First} and {End}.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
