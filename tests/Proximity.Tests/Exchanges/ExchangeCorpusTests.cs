using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Proximity.Flows;
using Proximity.Flows.Tests;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

/// <summary>
/// Every conversation of the corpus, whole and byte by byte, in memory and over loopback sockets, with bodies captured and held, and
/// without.
/// </summary>
public class ExchangeCorpusTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string, bool, bool, BodyMode> Cases()
    {
        var cases = new TheoryData<string, bool, bool, BodyMode>();
        foreach (string path in Directory.GetFiles(ExchangeFile.Folder, "*.exchange").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            foreach (BodyMode mode in Enum.GetValues<BodyMode>())
            {
                cases.Add(name, false, false, mode);
                cases.Add(name, false, true, mode);
                cases.Add(name, true, false, mode);
                cases.Add(name, true, true, mode);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conversation_GoesAsWritten(string name, bool overSockets, bool byteByByte, BodyMode mode)
    {
        ExchangeFile file = ExchangeFile.Load(name, mode);
        Network network = overSockets ? new LoopbackNetwork(new SocketNetwork()) : new MemoryNetwork();
        var errors = new ConcurrentQueue<ProxyError>();
        var completed = new ConcurrentQueue<Flow>();
        var options = new ProxyOptions
        {
            Bind = "127.0.0.1",
            UseEphemeralPort = true,
            OnError = error =>
            {
                errors.Enqueue(error);
                return default;
            },
            OnFlowCompleted = flow =>
            {
                completed.Enqueue(flow);
                return default;
            },
        };
        mode.Apply(options);
        Listener originListener = network.Listen(IPAddress.Loopback, 0);
        ProxyServer proxy = await ProxyServer.StartAsync(options, new StrictNetwork(network), TestContext.Current.CancellationToken);
        await using Follower follower = Follower.Of(proxy.Flows);
        var origin = new ScriptedOrigin(originListener, file, byteByByte);
        Task originRun = origin.RunAsync();

        Connected connected = await network.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken);
        Wire client = connected.Wire!;
        string port = originListener.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Task sending = SendAsync(client, Fill(file.ClientSends, port), byteByByte);
        byte[] expected = Fill(file.ClientSees, port);
        (byte[] seen, string end) = await ReceiveAsync(client, expected, file.ClientEnd == "kept").WaitAsync(Limit, TestContext.Current.CancellationToken);
        await sending.WaitAsync(Limit, TestContext.Current.CancellationToken);
        client.Close();
        await proxy.StopAsync(Limit);
        originListener.Close();
        await originRun.WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(Text(expected), ExchangeFile.WithoutTime(Text(seen)));
        Assert.Equal(file.ClientEnd, end);
        Assert.Equal(Text(Fill(file.OriginSees, port)), Text(origin.Seen));
        Assert.Equal(file.Error, errors.IsEmpty ? null : string.Join(' ', errors.Select(error => error.Code)));
        Assert.Equal(file.FlowCount, proxy.Flows.Count);
        Assert.Equal(file.FlowCount, completed.Count);
        Assert.All(proxy.Flows, flow => Assert.True(flow.Completed));
        if (file.FlowCount == 1)
        {
            Assert.Equal(file.FlowStatus, proxy.Flows.Single().Response?.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(file.FlowError, proxy.Flows.Single().ErrorCode);
            AssertBody(mode.IsCaptured() ? file.RequestBody : null, proxy.Flows.Single().RequestBody);
            AssertBody(mode.IsCaptured() ? file.ResponseBody : null, proxy.Flows.Single().ResponseBody);
        }

        EventsOfFlows.AssertWhole(proxy.Flows, await follower.RestAsync());
        Assert.Equal(0, proxy.OutstandingBuffers);
        Assert.Equal(0, proxy.HeldBodyBytes);
        Assert.Equal(0, proxy.ClientCount);
    }

    private static string Text(byte[] message) => ExchangeFile.JoinChunks(Encoding.Latin1.GetString(message));

    private static void AssertBody(string? said, FlowBody body)
    {
        if (said is not null)
        {
            Assert.Equal(said, $"{body.State} {body.TotalBytes} {Encoding.ASCII.GetString(body.Bytes.Span)}".TrimEnd());
        }
    }

    /// <summary>The origin's port, and the time, are not known when a conversation is written.</summary>
    private static byte[] Fill(byte[] bytes, string port)
        => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("{PORT}", port, StringComparison.Ordinal).Replace("{DATE}", ExchangeFile.AnyDate, StringComparison.Ordinal));

    private static async Task SendAsync(Wire wire, byte[] bytes, bool byteByByte)
    {
        int step = byteByByte ? 1 : Math.Max(1, bytes.Length);
        for (int at = 0; at < bytes.Length; at += step)
        {
            // A refused message may be cut off before its last byte is written.
            if (!(await wire.WriteAsync(bytes.AsMemory(at, Math.Min(step, bytes.Length - at)))).IsOk)
            {
                return;
            }
        }
    }

    private static async Task<(byte[] Seen, string End)> ReceiveAsync(Wire wire, byte[] expected, bool kept)
    {
        var seen = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (!kept || !IsWhole(seen.ToArray(), expected))
        {
            WireResult result = await wire.ReadAsync(buffer);
            if (result.Count == 0)
            {
                return (seen.ToArray(), result.IsOk ? "closed" : "reset");
            }

            seen.Write(buffer, 0, result.Count);
        }

        return (seen.ToArray(), "kept");
    }

    /// <summary>The sender may cut content into more or fewer chunks than expected: the length of a chunked message says nothing.</summary>
    private static bool IsWhole(byte[] seen, byte[] expected)
    {
        string text = Text(expected);
        return text == Encoding.Latin1.GetString(expected) ? seen.Length >= expected.Length : Text(seen) == text;
    }

    /// <summary>Serves one connection: reads what the file says it sees, then sends what the file says.</summary>
    private sealed class ScriptedOrigin(Listener listener, ExchangeFile file, bool byteByByte)
    {
        private readonly MemoryStream seen = new();

        public byte[] Seen => seen.ToArray();

        public async Task RunAsync()
        {
            if (await listener.AcceptAsync() is not { } wire)
            {
                return;
            }

            string port = listener.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            int expected = Fill(file.OriginSees, port).Length;
            byte[] buffer = new byte[4096];
            while (seen.Length < expected && await wire.ReadAsync(buffer) is { Count: > 0 } result)
            {
                seen.Write(buffer, 0, result.Count);
            }

            await SendAsync(wire, file.OriginSends, byteByByte);
            switch (file.OriginThen)
            {
                case "closes":
                    wire.Close();
                    break;
                case "resets":
                    wire.Abort();
                    break;
            }

            // What comes beyond the expected is seen too, and fails the comparison.
            while (await wire.ReadAsync(buffer) is { Count: > 0 } more)
            {
                seen.Write(buffer, 0, more.Count);
            }

            wire.Close();
        }
    }
}
