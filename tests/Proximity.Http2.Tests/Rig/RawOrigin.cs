using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Http2.Tests.Rig;

/// <summary>An HTTP/1.1 origin of literal bytes: reads one head, then writes the answer's parts, each when its turn comes.</summary>
internal sealed class RawOrigin : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string[] parts;
    private readonly SemaphoreSlim turns;
    private readonly Task serving;

    /// <param name="held">How many parts wait for <see cref="Next"/>; the first ones do not.</param>
    /// <param name="parts">The answer, Latin-1.</param>
    public RawOrigin(int held, params string[] parts)
    {
        this.parts = parts;
        turns = new SemaphoreSlim(parts.Length - held);
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public string Authority => listener.LocalEndpoint.ToString()!;

    /// <summary>What was received as head.</summary>
    public string Received { get; private set; } = "";

    public void Next() => turns.Release();

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        turns.Release(parts.Length);
        await serving;
        listener.Dispose();
        turns.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using Socket socket = await listener.AcceptSocketAsync();
            byte[] buffer = new byte[16 * 1024];
            while (!Received.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                int count = await socket.ReceiveAsync(buffer);
                Received += Encoding.Latin1.GetString(buffer, 0, count);
            }

            foreach (string part in parts)
            {
                await turns.WaitAsync();
                await socket.SendAsync(Encoding.Latin1.GetBytes(part));
            }

            // The other side ends first, with what it wanted.
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // Stopped, or the proxy broke off.
        }
    }
}
