using System.Net;
using System.Net.Sockets;

namespace Proximity.Load.Comparing;

/// <summary>Free loopback ports, below those that the system gives to clients.</summary>
internal sealed class Ports
{
    private const int First = 18400;
    private const int Last = 32000;

    private int next = First;

    public IPEndPoint Next()
    {
        while (next < Last)
        {
            var endPoint = new IPEndPoint(IPAddress.Loopback, next++);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(endPoint);
                return endPoint;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException($"No port between {First} and {Last} is free.");
    }
}
