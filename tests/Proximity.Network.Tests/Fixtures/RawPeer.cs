using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>One end of a TCP connection that sends literal bytes and keeps every byte it got. Every wait is bounded.</summary>
public sealed class RawPeer : IAsyncDisposable
{
    private readonly Socket socket;
    private byte[] received = new byte[4096];
    private int taken;
    private int filled;
    private int readers;

    /// <summary>Takes over a connected socket.</summary>
    public RawPeer(Socket socket)
    {
        this.socket = socket;
        socket.NoDelay = true;
    }

    /// <summary>False to forget bytes once they were taken, for long conversations.</summary>
    public bool KeepsReceived { get; init; } = true;

    /// <summary>How long one read or write may take.</summary>
    public TimeSpan Limit { get; set; } = Limits.Step;

    /// <summary>The requests that <see cref="RawMessageReader"/> took off this connection.</summary>
    public Recorder<RawMessage> Requests { get; } = new();

    /// <summary>Everything that arrived, taken or not.</summary>
    public string Received => Encoding.Latin1.GetString(received, 0, filled);

    /// <summary>True when the other end reset the connection.</summary>
    public bool WasReset { get; private set; }

    /// <summary>True when nothing more will come.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The socket, for what has no method here.</summary>
    public Socket Socket => socket;

    /// <summary>Connects; fails at once when nobody listens.</summary>
    public static async Task<RawPeer> ConnectAsync(IPEndPoint endPoint, bool keepsReceived = true)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using CancellationTokenSource enough = Limits.After(Limits.Step);
            await socket.ConnectAsync(endPoint, enough.Token);
            return new RawPeer(socket) { KeepsReceived = keepsReceived };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits until this has arrived, read or not.</summary>
    public Task ReadyAsync(string octets) => Eventually.HoldsAsync(() => Received.Contains(octets, StringComparison.Ordinal), () => Received);

    /// <summary>Sends each character as one octet.</summary>
    public Task SendAsync(string octets) => SendAsync(Encoding.Latin1.GetBytes(octets));

    /// <summary>Sends all of these bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource enough = Limits.After(Limit);
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, enough.Token)..];
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            throw new TimeoutException($"The other end did not take {bytes.Length} bytes within {Limit}.");
        }
    }

    /// <summary>Ends the sending direction; reading goes on.</summary>
    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Takes what arrives up to and with the pattern; fails when the connection ends before.</summary>
    public async Task<string> ReadUntilAsync(string pattern)
        => await TryReadUntilAsync(pattern) ?? throw new EndOfStreamException($"The connection ended before {pattern.ReplaceLineEndings("¶")}; it said: {Received}");

    /// <summary>Takes what arrives up to and with the pattern; null when the connection ends before.</summary>
    public async Task<string?> TryReadUntilAsync(string pattern)
    {
        byte[] sought = Encoding.Latin1.GetBytes(pattern);
        int from = taken;
        while (true)
        {
            int index = received.AsSpan(from, filled - from).IndexOf(sought);
            if (index >= 0)
            {
                return Take(from + index + sought.Length - taken);
            }

            int known = Math.Max(taken, filled - sought.Length + 1) - taken;
            if (!await FillAsync())
            {
                return null;
            }

            from = taken + known;
        }
    }

    /// <summary>Takes this many bytes, or fewer when the connection ends.</summary>
    public async Task<string> ReadAsync(int count)
    {
        while (filled - taken < count && await FillAsync())
        {
        }

        return Take(Math.Min(count, filled - taken));
    }

    /// <summary>Takes everything up to the end of the connection, orderly or not.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return Take(filled - taken);
    }

    /// <summary>Waits for more bytes; false at the end of the connection.</summary>
    /// <exception cref="InvalidOperationException">Somebody else reads: which of the two got the bytes would be chance.</exception>
    public async Task<bool> FillAsync()
    {
        if (Interlocked.Exchange(ref readers, 1) != 0)
        {
            throw new InvalidOperationException($"Two read one connection at the same time; use {nameof(ReadyAsync)} to look on.");
        }

        try
        {
            return !AtEnd && await ReceiveAsync();
        }
        finally
        {
            Volatile.Write(ref readers, 0);
        }
    }

    private async Task<bool> ReceiveAsync()
    {
        MakeRoom();
        using CancellationTokenSource enough = Limits.After(Limit);
        try
        {
            int count = await socket.ReceiveAsync(received.AsMemory(filled), SocketFlags.None, enough.Token);
            filled += count;
            AtEnd = count == 0;
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing arrived for {Limit}; before that: {Received}");
        }
        catch (SocketException problem) when (problem.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            AtEnd = WasReset = true;
        }

        return !AtEnd;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        AtEnd = true;
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Take(int count)
    {
        string text = Encoding.Latin1.GetString(received, taken, count);
        taken += count;
        return text;
    }

    private void MakeRoom()
    {
        if (!KeepsReceived && taken > 0)
        {
            received.AsSpan(taken, filled - taken).CopyTo(received);
            filled -= taken;
            taken = 0;
        }

        if (filled == received.Length)
        {
            Array.Resize(ref received, received.Length * 2);
        }
    }
}
