using System.Buffers.Binary;
using System.Text;
using Grpc.Core;
using Proximity.Flows;
using Proximity.Http2.Tests.Rig;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.RealClients;

/// <summary>gRPC of all four kinds, by .NET's client and server: the messages on the flow, and those that handlers change.</summary>
public sealed class GrpcBodyTests : IAsyncLifetime
{
    private GrpcRig rig = null!;

    private InterceptingProxy Proxy => rig.Proxy;

    private CallInvoker Calls => rig.Calls;

    public async ValueTask InitializeAsync() => rig = await GrpcRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Unary_RequestIsChanged_ResponseIsRead_AndTrailersStayApart()
    {
        List<string> read = ChangeRequests();
        using AsyncUnaryCall<string> call = Calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, GrpcRig.Options, "hello");
        Assert.Equal("HELLO!", await call.ResponseAsync);
        Assert.Equal((StatusCode.OK, "HELLO"), (call.GetStatus().StatusCode, call.GetTrailers().GetValue("seen")));
        Assert.Equal(["hello", "HELLO!"], read);
        Flow flow = await Proxy.FlowAsync("POST");
        AssertMessages(flow, ["HELLO"], ["HELLO!"]);
        Assert.Equal("0", Trailer(flow, "grpc-status"));
        Assert.Equal("HELLO", Trailer(flow, "seen"));
        Assert.Null(flow.Response!.Headers["grpc-status"]);
    }

    [Fact]
    public async Task ServerStreaming_EveryMessageIsOnTheFlow()
    {
        ChangeRequests();
        using var call = Calls.AsyncServerStreamingCall(TextServiceBase.ServerStreamingMethod, null, GrpcRig.Options, "m");
        Assert.Equal(["M1", "M2", "M3"], await call.ResponseStream.ReadAllAsync().ToListAsync());
        AssertMessages(await Proxy.FlowAsync("POST"), ["M"], ["M1", "M2", "M3"]);
    }

    [Fact]
    public async Task ClientStreaming_EveryMessageIsChanged()
    {
        List<string> read = ChangeRequests();
        using var call = Calls.AsyncClientStreamingCall(TextServiceBase.ClientStreamingMethod, null, GrpcRig.Options);
        foreach (string part in (string[])["a", "b", "c"])
        {
            await call.RequestStream.WriteAsync(part);
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal("ABC", await call.ResponseAsync);
        Assert.Equal(["a", "b", "c", "ABC"], read);
        AssertMessages(await Proxy.FlowAsync("POST"), ["A", "B", "C"], ["ABC"]);
    }

    [Fact]
    public async Task Duplex_IsATalk_BehindAHandlerThatAsksForNoBody()
    {
        Proxy.Proxy.Server.Handlers.Use("mark", (exchange, next) =>
        {
            exchange.Request.Headers["x-mark"] = "1";
            return next(exchange);
        });
        using var call = Calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, GrpcRig.Options);
        for (int i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync($"{i}");
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithinStep());
            Assert.Equal($"{i}?", call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WithinStep());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Flow flow = await Proxy.FlowAsync("POST");
        AssertMessages(flow, ["0", "1", "2"], ["0?", "1?", "2?"]);
        Assert.Equal("0", Trailer(flow, "grpc-status"));
    }

    [Fact]
    public async Task Unary_MessagesAreChangedAsTheyPass_AndTrailersStay()
    {
        ChangeMessages(message => message.Text += message.Direction == MessageDirection.ToOrigin ? ">" : "<");
        using AsyncUnaryCall<string> call = Calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, GrpcRig.Options, "hello");
        Assert.Equal("hello>!<", await call.ResponseAsync);
        Assert.Equal((StatusCode.OK, "hello>"), (call.GetStatus().StatusCode, call.GetTrailers().GetValue("seen")));
        Flow flow = await Proxy.FlowAsync("POST");
        AssertMessages(flow, ["hello>"], ["hello>!<"]);
        Assert.Equal([MessageState.Changed, MessageState.Changed], flow.Messages.Select(message => message.State));
        Assert.Equal(("0", "hello>"), (Trailer(flow, "grpc-status"), Trailer(flow, "seen")));
        Assert.Equal((true, null), (flow.Modified, flow.ErrorCode));
    }

    [Fact]
    public async Task Duplex_OneMessageIsChangedAsItPasses_AndTheTalkGoesOn()
    {
        ChangeMessages(message =>
        {
            if (message.Text == "1")
            {
                message.Text = "one";
            }
        });
        using var call = Calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, GrpcRig.Options);
        foreach ((string said, string heard) in ((string, string)[])[("0", "0?"), ("1", "one?"), ("2", "2?")])
        {
            await call.RequestStream.WriteAsync(said);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithinStep());
            Assert.Equal(heard, call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WithinStep());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Flow flow = await Proxy.FlowAsync("POST");
        AssertMessages(flow, ["0", "one", "2"], ["0?", "one?", "2?"]);
        Assert.Equal("one", Said(flow.Messages.Single(message => message.State == MessageState.Changed)));
        Assert.Equal("0", Trailer(flow, "grpc-status"));
    }

    private static string? Trailer(Flow flow, string name) => flow.ResponseBody.Trailers.SingleOrDefault(field => field.Key == name).Value;

    private static void AssertMessages(Flow flow, string[] requests, string[] responses)
    {
        Assert.Equal((FlowBodyState.Complete, FlowBodyState.Complete), (flow.RequestBody.State, flow.ResponseBody.State));
        Assert.Equal(requests, Messages(flow.RequestBody.Bytes));
        Assert.Equal(responses, Messages(flow.ResponseBody.Bytes));
        Assert.All(flow.Messages, message => Assert.Equal((MessageKind.Grpc, true), (message.Kind, message.IsComplete)));
        Assert.Equal(requests, flow.Messages.Where(message => message.Direction == MessageDirection.ToOrigin).Select(Said));
        Assert.Equal(responses, flow.Messages.Where(message => message.Direction == MessageDirection.ToClient).Select(Said));
    }

    private static string Said(FlowMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    /// <summary>The messages of a body: each behind a flag and its length in four bytes.</summary>
    private static IEnumerable<string> Messages(ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty)
        {
            Assert.Equal(0, body.Span[0]);
            int length = BinaryPrimitives.ReadInt32BigEndian(body.Span[1..]);
            yield return Encoding.UTF8.GetString(body.Span.Slice(5, length));
            body = body[(5 + length)..];
        }
    }

    private static byte[] Body(IEnumerable<string> messages) => [.. messages.SelectMany(message =>
    {
        byte[] frame = new byte[5 + Encoding.UTF8.GetByteCount(message)];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        Encoding.UTF8.GetBytes(message, frame.AsSpan(5));
        return frame;
    })];

    /// <summary>Has a handler see each message as it passes.</summary>
    private void ChangeMessages(Action<ExchangeMessage> change) => Proxy.Proxy.Server.Handlers.Use(
        "messages",
        (exchange, next) =>
        {
            exchange.Messages.OnMessage(message =>
            {
                change(message);
                return default;
            });
            return next(exchange);
        },
        HandlerNeeds.Messages);

    /// <summary>Has a handler write the messages of requests in capitals; returns all that it has read, of responses too.</summary>
    private List<string> ChangeRequests()
    {
        var read = new List<string>();
        Proxy.Proxy.Server.Handlers.Use("change", async (exchange, next) =>
        {
            string[] asked = [.. Messages(await exchange.Request.Body.ReadAsync())];
            read.AddRange(asked);
            exchange.Request.Body.Replace(
                Proximity.Body.Bytes(Body(asked.Select(message => message.ToUpperInvariant())), exchange.Request.Headers["Content-Type"]));
            Verdict verdict = await next(exchange);
            read.AddRange(Messages(await exchange.Response.Body.ReadAsync()));
            return verdict;
        });
        return read;
    }
}
