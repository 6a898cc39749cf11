using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Samples;

/// <summary>An origin for the samples: it answers each request with its request line and the fields that begin with <c>X-</c>, and closes.</summary>
internal sealed class TinyOrigin : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;

    public TinyOrigin()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Url => new($"http://{listener.LocalEndpoint}/");

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptSocketAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private static async Task AnswerAsync(Socket client)
    {
        await using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (answer.Length == 0 || line.StartsWith("X-", StringComparison.OrdinalIgnoreCase))
            {
                answer.Append(line).Append('\n');
            }
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
    }
}
