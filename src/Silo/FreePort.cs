using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ConnectNow.Silo;

/// <summary>Ports for silos that share a machine.</summary>
internal static class FreePort
{
    // Below the range from which systems take ports for outgoing connections: what is free here stays free until the silo listens.
    private const int First = 20_000;
    private const int End = 30_000;
    private const int Tries = 200;

    /// <summary>A port of this machine's address on which nobody listens.</summary>
    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static int On(IPAddress address)
    {
        for (var i = 0; i < Tries; i++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(address, port)) return port;
        }

        throw new InvalidOperationException($"No free port between {First} and {End} on {address}.");
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
