using System.Net;
using System.Net.Sockets;

namespace ConnectNow.Bench.Serving;

/// <summary>A port for a server that is killed and comes back.</summary>
internal static class FreePort
{
    private const int Lowest = 20_000;

    /// <summary>
    /// Connections that are made get their own ports from here on. A client that knocks while the server is gone could otherwise be given the server's
    /// port, reach itself, and keep the server out.
    /// </summary>
    private const int LowestOfClients = 32_000;

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, LowestOfClients);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one will be free.
            }
        }
    }
}
