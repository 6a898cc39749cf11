using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Load;

/// <summary>One client of the soak: random requests of every kind, each answer checked, some broken off on purpose.</summary>
internal sealed class SoakClient(IPEndPoint proxy, IPEndPoint origin, Random random) : IDisposable
{
    private Peer? kept;

    /// <summary>Exchanges that ended as they should.</summary>
    public long Right { get; private set; }

    /// <summary>What was wrong, the first few.</summary>
    public List<string> Wrong { get; } = [];

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested && Wrong.Count < 5)
        {
            var kind = random.Next(100);
            try
            {
                await (kind switch
                {
                    < 45 => GetAsync("length"),
                    < 60 => GetAsync("chunked"),
                    < 63 => GetAsync("close"),
                    < 78 => PostAsync(),
                    < 86 => TunnelAsync(),
                    < 90 => BrokenByOriginAsync(),
                    < 94 => LeaveDuringDownloadAsync(),
                    < 97 => LeaveDuringUploadAsync(),
                    _ => NonsenseAsync(),
                });
                Right++;
            }
            catch (Exception exception) when (exception is SocketException or IOException or FormatException or InvalidDataException)
            {
                Wrong.Add($"kind {kind}: {exception.Message}");
                Forget();
            }
        }

        Forget();
    }

    public void Dispose() => Forget();

    private int Size() => random.Next(10) switch
    {
        < 6 => random.Next(2000),
        < 9 => random.Next(100_000),
        _ => random.Next(1_000_000),
    };

    private async Task GetAsync(string kind)
    {
        var size = Size();
        var peer = await ConnectionAsync();
        await peer.SendAsync(Request("GET", $"/{kind}/{size}", ""));
        var head = await ReadAnswerAsync(peer, 200);
        Check(await peer.ReadBodyAsync(head), size);
        if (head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
        {
            Forget();
        }
    }

    private async Task PostAsync()
    {
        var size = Size();
        var peer = await ConnectionAsync();
        var body = new byte[size];
        if (random.Next(2) == 0)
        {
            await peer.SendAsync(Request("POST", "/", $"Content-Length: {size}\r\n"));
            await peer.SendAsync(body);
        }
        else
        {
            await peer.SendAsync(Request("POST", "/", "Transfer-Encoding: chunked\r\n"));
            for (var sent = 0; sent < size;)
            {
                var step = Math.Min(size - sent, 1 + random.Next(20_000));
                await peer.SendChunkAsync(body.AsMemory(sent, step));
                sent += step;
            }

            await peer.SendAsync("0\r\n\r\n");
        }

        var answer = Encoding.Latin1.GetString(await peer.ReadBodyAsync(await ReadAnswerAsync(peer, 200)));
        if (answer != size.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidDataException($"The origin got {answer} bytes of {size}.");
        }
    }

    private async Task TunnelAsync()
    {
        using var peer = await Peer.ConnectAsync(proxy);
        await peer.SendAsync($"CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\n\r\n");
        await ReadAnswerAsync(peer, 200);
        var size = 1 + Size();
        var sending = SendPatternAsync(peer, size);
        if (random.Next(4) == 0)
        {
            await sending;
            peer.Abort();
            return;
        }

        if (!await peer.SkipAsync(size))
        {
            throw new InvalidDataException("The tunnel ended early.");
        }

        await sending;
        peer.ShutdownSend();
        if (await peer.PeekAsync() is not null)
        {
            throw new InvalidDataException("More came through the tunnel than went in.");
        }
    }

    private static async Task SendPatternAsync(Peer peer, int size)
    {
        // The first byte is no letter: the origin echoes.
        var bytes = new byte[8192];
        for (var sent = 0; sent < size; sent += bytes.Length)
        {
            await peer.SendAsync(bytes.AsMemory(0, Math.Min(bytes.Length, size - sent)));
        }
    }

    private async Task BrokenByOriginAsync()
    {
        var peer = await ConnectionAsync();
        await peer.SendAsync(Request("GET", $"/broken/{2 + Size()}", ""));
        var head = await peer.ReadHeadAsync() ?? throw new InvalidDataException("No answer came.");
        var isWhole = true;
        try
        {
            await peer.ReadBodyAsync(head);
            isWhole = head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            isWhole = false;
        }

        Forget();
        if (isWhole)
        {
            throw new InvalidDataException("A broken body looked whole.");
        }
    }

    private async Task LeaveDuringDownloadAsync()
    {
        using var peer = await Peer.ConnectAsync(proxy);
        await peer.SendAsync(Request("GET", "/length/1000000", ""));
        await peer.SkipAsync(random.Next(20_000));
        peer.Abort();
    }

    private async Task LeaveDuringUploadAsync()
    {
        using var peer = await Peer.ConnectAsync(proxy);
        await peer.SendAsync(Request("POST", "/", "Content-Length: 1000000\r\n"));
        await peer.SendAsync(new byte[random.Next(20_000)]);
        peer.Abort();
    }

    private async Task NonsenseAsync()
    {
        using var peer = await Peer.ConnectAsync(proxy);
        await peer.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
        await ReadAnswerAsync(peer, 400);
    }

    private string Request(string method, string path, string fields) => $"{method} http://{origin}{path} HTTP/1.1\r\nHost: {origin}\r\n{fields}\r\n";

    private static async Task<string> ReadAnswerAsync(Peer peer, int status)
    {
        var head = await peer.ReadHeadAsync() ?? throw new InvalidDataException("The connection ended instead of an answer.");
        return head.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal) ? head : throw new InvalidDataException($"Instead of {status}: {head.Split('\r')[0]}");
    }

    private static void Check(byte[] body, int size)
    {
        if (body.Length != size)
        {
            throw new InvalidDataException($"{body.Length} bytes instead of {size}.");
        }

        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != TestOrigin.PatternAt(i))
            {
                throw new InvalidDataException($"Byte {i} of {size} is wrong.");
            }
        }
    }

    private async Task<Peer> ConnectionAsync() => kept ??= await Peer.ConnectAsync(proxy);

    private void Forget()
    {
        kept?.Dispose();
        kept = null;
    }
}
