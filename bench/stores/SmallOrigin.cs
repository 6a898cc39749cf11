using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.StoreBench;

/// <summary>Answers every request with the same bytes, on a thread for each connection: it takes little from the machine.</summary>
internal sealed class SmallOrigin : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] answer;
    private long answers;

    public SmallOrigin(int bodyBytes)
    {
        string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {bodyBytes}\r\n\r\n";
        answer = [.. Encoding.Latin1.GetBytes(head), .. Enumerable.Repeat((byte)'7', bodyBytes)];
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public EndPoint EndPoint => listener.LocalEndPoint!;

    /// <summary>How many it gave since it was asked last.</summary>
    public long TakeAnswers() => Interlocked.Exchange(ref answers, 0);

    public void Dispose() => listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = listener.Accept();
                client.NoDelay = true;
                new Thread(() => Serve(client), 256 * 1024) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private void Serve(Socket client)
    {
        byte[] room = new byte[8192];
        int used = 0;
        try
        {
            while (true)
            {
                int count = client.Receive(room.AsSpan(used));
                if (count == 0)
                {
                    break;
                }

                used += count;
                if (room.AsSpan(0, used).EndsWith("\r\n\r\n"u8))
                {
                    used = 0;
                    client.Send(answer);
                    Interlocked.Increment(ref answers);
                }
            }
        }
        catch (SocketException)
        {
            // The proxy let go of the connection.
        }

        client.Dispose();
    }
}
