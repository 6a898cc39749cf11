using System.Text;
using Proximity.Flows;
using Proximity.Tests.Tls;
using Proximity.Tests.Wires;
using Proximity.TestsOfAll;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

/// <summary>
/// For every conversation of the corpus, and for N = 1, 2, …: the N-th thing the proxy does with its clients, or with look-ups, connects
/// and origins, is reset, half-closed or stalls until the proxy's own time-out. Whatever N is, the connection ends for one reason, every
/// buffer, wire and deadline is given back, every flow is completed exactly once, a broken exchange has a code, the client never sees a
/// whole body that the origin did not send whole, no wire is misused, and no task fails with nobody looking.
/// </summary>
public class FaultLoopTests : IClassFixture<NoUnobservedTask>
{
    private const int MaxOperations = 400;

    /// <summary>Of each way through the proxy one, for the short run over event loops.</summary>
    private static readonly string[] Representatives =
        ["connect-relay", "get-chunked-trailers", "post-content-length", "upgrade-websocket"];

    /// <summary>What peers and the network do. An exception that nobody expects is the same over every kind of wire.</summary>
    private static readonly FaultKind[] PeersFaults = [FaultKind.Reset, FaultKind.HalfClose, FaultKind.Stall];

    public static TheoryData<string, bool> Cases() => CasesOf(Names());

    public static TheoryData<string, bool> FewCases() => CasesOf(Representatives);

    public static TheoryData<string, bool, BodyMode> HeldCases()
    {
        var cases = new TheoryData<string, bool, BodyMode>();
        foreach (string name in Names())
        {
            foreach (BodyMode mode in Enum.GetValues<BodyMode>().Except([BodyMode.Captured]))
            {
                cases.Add(name, true, mode);
                cases.Add(name, false, mode);
            }
        }

        return cases;
    }

    public static TheoryData<string, bool> OtherCases() => CasesOf(Names().Except(Representatives));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task AnyOperationThatFails_LeavesNothingBehind(string name, bool onClientSide) => RunAllAsync(name, onClientSide);

    [Theory]
    [MemberData(nameof(HeldCases))]
    public Task AnyOperationThatFails_WhileBodiesAreHeld_LeavesNothingBehind(string name, bool onClientSide, BodyMode mode)
        => RunAllAsync(name, onClientSide, mode: mode);

    [Theory]
    [MemberData(nameof(FewCases))]
    public Task AnyOperationThatFailsOnAnEventLoop_LeavesNothingBehind(string name, bool onClientSide)
        => RunAllAsync(name, onClientSide, GroundKind.EventLoops);

    [Theory]
    [InlineData("both-chunked", true, BodyMode.Held)]
    [InlineData("both-chunked", false, BodyMode.Held)]
    [InlineData("both-chunked", true, BodyMode.Transformed)]
    [InlineData("both-chunked", false, BodyMode.Transformed)]
    [InlineData("post-content-length", true, BodyMode.Held)]
    [InlineData("post-content-length", false, BodyMode.Held)]
    public Task AnyOperationThatFailsOnAnEventLoop_WhileBodiesAreHeld_LeavesNothingBehind(string name, bool onClientSide, BodyMode mode)
        => RunAllAsync(name, onClientSide, GroundKind.EventLoops, mode: mode);

    [Theory]
    [MemberData(nameof(OtherCases))]
    [Trait("Category", "All")]
    public Task AnyOperationThatFailsOnAnEventLoop_LeavesNothingBehind_InTheOtherConversations(string name, bool onClientSide)
    {
        LongTests.Require();
        return RunAllAsync(name, onClientSide, GroundKind.EventLoops);
    }

    /// <summary>With a callback the messages of a WebSocket connection go another way.</summary>
    [Theory]
    [InlineData("upgrade-101", true)]
    [InlineData("upgrade-101", false)]
    [InlineData("upgrade-websocket", true)]
    [InlineData("upgrade-websocket", false)]
    public Task AnyOperationThatFails_WhileMessagesAreChanged_LeavesNothingBehind(string name, bool onClientSide) => RunAllAsync(name, onClientSide, configure: options =>
        options.OnWebSocketMessage = async (message, connection) =>
        {
            message.Text += "!";
            await connection.SendTextAsync(WebSocketDirection.ToOrigin, "seen");
        });

    [Theory]
    [InlineData(GroundKind.Memory, true)]
    [InlineData(GroundKind.Memory, false)]
    public Task AnyOperationThatFails_InsideTls_LeavesNothingBehind(GroundKind kind, bool onClientSide)
        => RunAllInTlsAsync(kind, onClientSide);

    [Theory]
    [InlineData(BodyMode.NotCaptured, true)]
    [InlineData(BodyMode.NotCaptured, false)]
    [InlineData(BodyMode.Held, true)]
    [InlineData(BodyMode.Held, false)]
    [InlineData(BodyMode.Transformed, true)]
    [InlineData(BodyMode.Transformed, false)]
    public Task AnyOperationThatFails_InsideTls_WhileBodiesAreHeld_LeavesNothingBehind(BodyMode mode, bool onClientSide)
        => RunAllInTlsAsync(GroundKind.Memory, onClientSide, mode);

    [Theory]
    [InlineData(GroundKind.EventLoops, true)]
    [InlineData(GroundKind.EventLoops, false)]
    [Trait("Category", "All")]
    public Task AnyOperationThatFailsOnAnEventLoop_InsideTls_LeavesNothingBehind(GroundKind kind, bool onClientSide)
    {
        LongTests.Require();
        return RunAllInTlsAsync(kind, onClientSide);
    }

    private static async Task RunAllAsync(
        string name,
        bool onClientSide,
        GroundKind ground = GroundKind.Memory,
        Action<ProxyOptions>? configure = null,
        BodyMode mode = BodyMode.Captured)
    {
        ExchangeFile file = ExchangeFile.Load(name, mode);
        await ForEveryOperationAsync(ground == GroundKind.Memory ? Enum.GetValues<FaultKind>() : PeersFaults, async plan =>
        {
            var run = new FaultLoopRun(ground, plan, onClientSide)
            {
                Configure = options =>
                {
                    mode.Apply(options);
                    configure?.Invoke(options);
                },
                Ask = (wire, authority) => AskAsync(wire, Bytes(file.ClientSends, authority)),
                Answer = (listener, authority)
                    => AnswerAsync(listener, Bytes(file.OriginSees, authority).Length, Bytes(file.OriginSends, authority)),
            };
            bool hasStruck = await run.RunAsync();
            if (!onClientSide)
            {
                AssertNotCleanWhenBroken(run, file);
            }

            return hasStruck;
        });
    }

    private static async Task RunAllInTlsAsync(GroundKind ground, bool onClientSide, BodyMode mode = BodyMode.Captured)
    {
        const string Request = "POST /x HTTP/1.1\r\nHost: origin.test\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        const string Chunked = "POST /x HTTP/1.1\r\nHost: origin.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        const string ChunkedAnswer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        bool isChunked = mode == BodyMode.Transformed;
        (string asked, string answered) = isChunked ? (Chunked, ChunkedAnswer) : (WithoutClose(Request), Answer);
        using var folder = new TemporaryFolder();
        await ForEveryOperationAsync(PeersFaults, async plan =>
        {
            var run = new FaultLoopRun(ground, plan, onClientSide)
            {
                Configure = options =>
                {
                    mode.Apply(options);
                    options.Interception = new InterceptionOptions { CaFolder = folder["ca"], InsecureOrigins = ["*"] };
                },
                Ask = (wire, authority) => TlsConversation.AskAsync(wire, authority, Request),
                Answer = (listener, _) => TlsConversation.AnswerAsync(listener, asked.Length, Answer),
            };
            bool hasStruck = await run.RunAsync();
            Assert.True(hasStruck || run.Seen == answered, $"nothing failed, and the client got {run.Seen}");
            return hasStruck;
        });
    }

    private static async Task ForEveryOperationAsync(FaultKind[] kinds, Func<FaultPlan, Task<bool>> run)
    {
        foreach (FaultKind kind in kinds)
        {
            int number = 0;
            while (await run(new FaultPlan(++number, kind)))
            {
                Assert.True(number < MaxOperations, "a conversation does not end");
            }
        }
    }

    /// <summary>
    /// Less than the whole response, or an own answer, comes only with a code in the flow. A body that ends with the connection, on either
    /// side, cannot tell.
    /// </summary>
    private static void AssertNotCleanWhenBroken(FaultLoopRun run, ExchangeFile file)
    {
        string whole = Encoding.Latin1.GetString(Bytes(file.ClientSees, run.Authority));
        bool endTells = EndTells(whole) && (file.OriginSends.Length == 0 || EndTells(Encoding.Latin1.GetString(file.OriginSends)));
        if (endTells && run.Flows.SingleOrDefault() is { ErrorCode: null, Request.Method: not "CONNECT", Response.Status: not 101 })
        {
            Assert.Equal(Comparable(whole), Comparable(ExchangeFile.WithoutTime(run.Seen)));
        }
    }

    private static bool EndTells(string message)
        => message.Contains("Content-Length:", StringComparison.Ordinal) || message.Contains("chunked", StringComparison.Ordinal);

    private static IEnumerable<string> Names()
        => Directory.GetFiles(ExchangeFile.Folder, "*.exchange").Order(StringComparer.Ordinal).Select(path => Path.GetFileNameWithoutExtension(path));

    private static TheoryData<string, bool> CasesOf(IEnumerable<string> names)
    {
        var cases = new TheoryData<string, bool>();
        foreach (string name in names)
        {
            cases.Add(name, true);
            cases.Add(name, false);
        }

        return cases;
    }

    private static string Comparable(string message) => ExchangeFile.JoinChunks(WithoutClose(message));

    private static string WithoutClose(string text) => text.Replace("Connection: close\r\n", "", StringComparison.Ordinal);

    private static byte[] Bytes(byte[] bytes, string authority)
        => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes)
            .Replace("{PORT}", authority.Split(':')[1], StringComparison.Ordinal)
            .Replace("{DATE}", ExchangeFile.AnyDate, StringComparison.Ordinal));

    private static async Task<string> AskAsync(Wire client, byte[] request)
    {
        await client.WriteAsync(request);
        client.ShutdownWrite();
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (await client.ReadAsync(buffer) is { Count: > 0 } result)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, result.Count));
        }

        return text.ToString();
    }

    /// <summary>Answers every connection, as a retry may bring a second one.</summary>
    private static async Task AnswerAsync(Listener listener, int expected, byte[] answer)
    {
        var running = new List<Task>();
        while (await listener.AcceptAsync() is { } wire)
        {
            running.Add(Task.Run(async () =>
            {
                byte[] buffer = new byte[4096];
                for (int seen = 0; seen < expected;)
                {
                    WireResult result = await wire.ReadAsync(buffer);
                    if (result.Count == 0)
                    {
                        wire.Close();
                        return;
                    }

                    seen += result.Count;
                }

                await wire.WriteAsync(answer);
                wire.Close();
            }));
        }

        await Task.WhenAll(running);
    }
}
