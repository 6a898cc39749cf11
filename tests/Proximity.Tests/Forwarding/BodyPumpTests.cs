using System.Text;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Forwarding;
using Proximity.Hosting;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Forwarding;

/// <summary>A body through the pump with its tap, at every split of what the source gives.</summary>
public sealed class BodyPumpTests : IDisposable
{
    private const int MaxBodyBytes = 300 * 1024;
    private static readonly BodyFraming Length13 = new(BodyKind.Length, 13);

    private readonly FlowTable table = new(10);
    private readonly ExchangeServices services;
    private readonly Flow flow;

    public BodyPumpTests()
    {
        services = ServicesBuilder.Build(new ProxyOptions { MaxBodyBytes = MaxBodyBytes }, table, new MemoryNetwork());
        flow = services.Recorder.Begin(
            ProxyRequest.FromBlock("GET / HTTP/1.1\r\n\r\n"u8.ToArray()), BodyFraming.None, new ClientSocket(null, null))!;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(100)]
    public async Task BodyOfALength_IsKept(int piece)
    {
        var sink = new PiecewiseWire([], 1);
        PumpOutcome outcome = await PumpAsync(Source("Hello, world!", piece), sink, Length13);

        Assert.True(outcome.IsComplete);
        Assert.Equal("HEADHello, world!", Encoding.ASCII.GetString(sink.Written));
        AssertBody(FlowBodyState.Complete, "Hello, world!", 13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task BodyUntilTheClose_IsKept(int piece)
    {
        PumpOutcome outcome = await PumpAsync(Source("Hello, world!", piece), Sink(), BodyFraming.UntilClose);

        Assert.True(outcome.IsComplete);
        AssertBody(FlowBodyState.Complete, "Hello, world!", 13);
    }

    public static TheoryData<int, bool> ChunkedSplits
        => [.. from piece in Enumerable.Range(1, 56) from keep in new[] { true, false } select (piece, keep)];

    [Theory]
    [MemberData(nameof(ChunkedSplits))]
    public async Task ChunkedBody_IsKeptWithoutItsFraming_AndWithItsTrailers(int piece, bool keepChunked)
    {
        byte[] content = "5;ext=1\r\nHello\r\n8\r\n, world!\r\n0\r\nX-Sum: 42\r\nHost: no\r\n\r\n"u8.ToArray();
        var sink = new PiecewiseWire([], 1);
        PumpOutcome outcome = await PumpAsync(new PiecewiseWire(content, piece), sink, BodyFraming.Chunked, keepChunked);

        Assert.True(outcome.IsComplete);
        AssertBody(FlowBodyState.Complete, "Hello, world!", 13);
        Assert.Equal([new("X-Sum", "42")], flow.ResponseBody.Trailers);
        Assert.Equal(keepChunked, Encoding.ASCII.GetString(sink.Written).EndsWith("0\r\nX-Sum: 42\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmptyChunkedBody_IsComplete()
    {
        await PumpAsync(Source("0\r\n\r\n", 5), Sink(), BodyFraming.Chunked);

        AssertBody(FlowBodyState.Complete, "", 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task SourceThatEndsEarly_BodyIsAbortedThere(int piece)
    {
        PumpOutcome outcome = await PumpAsync(Source("Hello, ", piece), Sink(), Length13);

        Assert.Equal(PumpEnd.SourceFailed, outcome.End);
        AssertBody(FlowBodyState.Aborted, "Hello, ", 7);
    }

    [Fact]
    public async Task MalformedChunk_BodyIsAbortedBeforeIt()
    {
        PumpOutcome outcome = await PumpAsync(Source("5\r\nHello\r\nx\r\n", 10), Sink(), BodyFraming.Chunked);

        Assert.Equal(PumpEnd.Malformed, outcome.End);
        AssertBody(FlowBodyState.Aborted, "Hello", 5);
    }

    [Fact]
    public async Task SinkThatFails_BodyIsAbortedBehindWhatItTook()
    {
        var sink = new PiecewiseWire([], 1) { FailsAfter = 10 };
        PumpOutcome outcome = await PumpAsync(Source("Hello, world!", 5), sink, Length13);

        Assert.Equal(PumpEnd.SinkFailed, outcome.End);
        AssertBody(FlowBodyState.Aborted, "Hello", 5);
    }

    [Fact]
    public async Task FirstByte_IsWrittenBeforeItIsRecorded()
    {
        var seen = new List<long>();
        var sink = new PiecewiseWire([], 1) { OnWritten = () => seen.Add(flow.ResponseBody.TotalBytes) };
        await PumpAsync(new PiecewiseWire("abc"u8.ToArray(), 1), sink, new BodyFraming(BodyKind.Length, 3));

        Assert.Equal([0, 0, 1, 2], seen.TakeLast(4));
        AssertBody(FlowBodyState.Complete, "abc", 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bridge_BeginsOnlyBehindWhatIsKept(bool hasLength)
    {
        byte[] content = Content(1 << 20);
        var source = new PiecewiseWire(content, 10_000);
        await PumpAsync(source, Sink(), hasLength ? new BodyFraming(BodyKind.Length, content.Length) : BodyFraming.UntilClose);

        Assert.InRange(source.BridgedAfter ?? 0, MaxBodyBytes, MaxBodyBytes + 10_000);
        FlowBody body = flow.ResponseBody;
        Assert.Equal((FlowBodyState.Truncated, content.Length), (body.State, body.TotalBytes));
        Assert.True(body.Bytes.Span.SequenceEqual(content.AsSpan(0, MaxBodyBytes)));
    }

    [Fact]
    public async Task WithoutRecording_BridgeBeginsAtOnceWhenItPays()
    {
        var source = new PiecewiseWire(Content(1 << 20), 10_000);
        await PumpAsync(source, Sink(), new BodyFraming(BodyKind.Length, 1 << 20), isRecorded: false);

        Assert.InRange(source.BridgedAfter ?? 0, 128 * 1024, (128 * 1024) + 10_000);
        Assert.Same(FlowBody.None, flow.ResponseBody);
    }

    [Fact]
    public async Task DroppedWhileItPasses_BridgeNeedNotWait()
    {
        var source = new PiecewiseWire(Content(1 << 20), 10_000);
        var sink = new PiecewiseWire([], 1) { OnWritten = flow.DropBodies };
        await PumpAsync(source, sink, new BodyFraming(BodyKind.Length, 1 << 20));

        Assert.InRange(source.BridgedAfter ?? 0, 128 * 1024, (128 * 1024) + 10_000);
        AssertBody(FlowBodyState.NotKept, "", 1 << 20);
        Assert.Equal(NotKeptReason.Limit, flow.ResponseBody.NotKept);
    }

    public void Dispose()
    {
        flow.NoteEnd();
        Assert.Equal(0, services.Buffers.Outstanding);
        Assert.Equal(table.Sum(kept => kept.MeasureBodies() + kept.MeasureRest()), table.Bytes);
        services.Clock.Dispose();
    }

    private static byte[] Content(int size)
    {
        byte[] content = new byte[size];
        new Random(1).NextBytes(content);
        return content;
    }

    private static PiecewiseWire Source(string content, int piece) => new(Encoding.ASCII.GetBytes(content), piece);

    private static PiecewiseWire Sink() => new([], 1);

    private async Task<PumpOutcome> PumpAsync(
        PiecewiseWire source,
        PiecewiseWire sink,
        BodyFraming framing,
        bool keepChunked = true,
        bool isRecorded = true)
    {
        using var watchdog = new Watchdog(sink, services.Clock, services.TimeLimits);
        var input = new InputBuffer(source, services.Buffers);
        var decoder = new ChunkedDecoder(services.Buffers);
        var head = new ResponseHead(services.Buffers);
        var prefix = new ByteBuffer(services.Buffers);
        prefix.Write("HEAD"u8);
        flow.Response = ProxyResponse.FromBlock("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        var pump = new BodyPump(services, BodyDirection.Download);
        const string Code = ErrorCodes.MalformedResponseBody;
        var transfer = new BodyTransfer(input, sink, decoder, framing, keepChunked, head, Code, MayEndBehind: true);
        pump.Start(watchdog, transfer with { Recording = services.Recorder.ResponseBody(isRecorded ? flow : null, head, framing) });
        PumpOutcome outcome = await pump.RunAsync(prefix);
        pump.Release();
        prefix.Release();
        decoder.Release();
        input.Release();
        return outcome;
    }

    private void AssertBody(FlowBodyState state, string content, long total)
    {
        FlowBody body = flow.ResponseBody;
        Assert.Equal((state, content, total), (body.State, Encoding.ASCII.GetString(body.Bytes.Span), body.TotalBytes));
    }
}
