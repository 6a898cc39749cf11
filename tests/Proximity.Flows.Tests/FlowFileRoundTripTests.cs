using CsCheck;

namespace Proximity.Flows.Tests;

public class FlowFileRoundTripTests
{
    private static readonly Gen<string> Text = Gen.Char[' ', '\u00FF'].Array[0, 12].Select(characters => new string(characters));
    private static readonly Gen<string> WildText = Gen.OneOf(Text, Gen.String[0, 12]);
    private static readonly Gen<string> Name = Gen.OneOf([.. new[] { "A", "a", "Set-Cookie", "set-cookie", "É", "é", "", "1", "id" }.Select(Gen.Const), WildText]);
    private static readonly Gen<(string Name, string Value)[]> Fields = Gen.Select(Name, WildText).Array[0, 6];
    private static readonly Gen<TimeSpan> Duration = Gen.OneOf(Gen.Long[0, 1_000_000_000], Gen.Long[0, long.MaxValue]).Select(ticks => new TimeSpan(ticks));

    private static readonly Gen<FlowTimings> Timings =
        Gen.Select(Duration, Duration, Duration, Duration, Duration).Select((dns, connect, send, wait, receive) => new FlowTimings(dns, connect, send, wait, receive));

    private static readonly Gen<DateTimeOffset> Timestamp =
        Gen.Select(Gen.DateTime, Gen.Int[-14, 14]).Select((time, hours) =>
            new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), time.Year is > 1 and < 9999 ? TimeSpan.FromHours(hours) : TimeSpan.Zero));

    private static readonly Gen<ProxyRequest> Request = Gen.OneOf(
        Gen.Byte.Array[0, 60].Select(ProxyRequest.FromBlock),
        Gen.Select(Text, Fields).Select((url, fields) => Messages.Request($"GET {url} HTTP/1.1\r\n{Lines(fields)}\r\n")),
        Gen.Select(WildText, WildText, Fields).Select(RequestByHand));

    private static readonly Gen<ProxyResponse?> Response = Gen.OneOf(
        Gen.Const((ProxyResponse?)null),
        Gen.Byte.Array[0, 60].Select(block => (ProxyResponse?)ProxyResponse.FromBlock(block)),
        Gen.Select(Gen.Int, WildText).Select((status, reason) => (ProxyResponse?)new ProxyResponse(status, reason)));

    private static readonly Gen<RecordedWebSocketMessage> Message =
        Gen.Select(Gen.Select(Gen.Enum<WebSocketDirection>(), Gen.Enum<WebSocketMessageKind>(), Gen.Enum<WebSocketOutcome>()), Gen.Byte.Array[0, 6], Gen.Long[0, 9], Gen.Select(Gen.Bool, Gen.Bool), Timestamp)
            .Select((kind, payload, more, flags, timestamp) => new RecordedWebSocketMessage(kind.Item1, kind.Item2, payload, payload.Length + more)
            {
                Number = more + 1,
                Timestamp = timestamp,
                Outcome = kind.Item3,
                IsComplete = flags.Item1,
                IsEncoded = flags.Item2,
            });

    private static readonly Gen<WebSocketRecord?> WebSocket = Gen.OneOf(
        Gen.Const((WebSocketRecord?)null),
        Gen.Select(Message.Array[0, 4], WildText.Array[0, 2], Gen.Long[0, 9], Gen.Long[0, 9]).Select((messages, notes, toOrigin, toClient) =>
        {
            var record = new WebSocketRecord(10, 1000);
            record.Restore(messages, notes.Select(text => new WebSocketNote(DateTimeOffset.UnixEpoch, WebSocketDirection.ToClient, text)), toOrigin, toClient);
            return (WebSocketRecord?)record;
        }));

    private static readonly Gen<FlowMessage> BodyMessage = Gen.Select(
        Gen.Select(Gen.Enum<MessageDirection>(), Gen.Int[0, 2].Select(kind => MessageKind.ServerSentEvent + kind)),
        Gen.Select(Gen.Enum<MessageState>(), Gen.Bool, Gen.Bool),
        Gen.OneOf(Gen.Byte.Array[0, 6], WildText.Select(text => System.Text.Encoding.UTF8.GetBytes(text))),
        Gen.Select(Gen.Long[0, 9], WildText.Null(), WildText.Null()),
        Timestamp).Select((kind, fate, payload, more, time) => new FlowMessage(kind.Item1, kind.Item2, payload, payload.Length + more.Item1)
        {
            Number = more.Item1 + 1,
            Time = time,
            State = fate.Item1,
            IsComplete = fate.Item2,
            IsEncoded = fate.Item3,
            EventType = more.Item2,
            EventId = more.Item3,
        });

    private static readonly Gen<MessageRecord?> Record = Gen.Select(BodyMessage.Array[0, 4], Gen.Long[0, 9]).Select((messages, count) =>
    {
        var record = new MessageRecord(int.MaxValue, long.MaxValue);
        record.Restore(messages, count);
        return record;
    }).Null();

    private static readonly Gen<FlowBody> Body = Gen.OneOf(
        Gen.Const(FlowBody.None),
        Gen.Select(Gen.Enum<FlowBodyState>(), Gen.Byte.Array[0, 6], Gen.Long[0, 9], WildText.Array[0, 2], Fields).Select(AnyBody));

    private static readonly Gen<int?> AnsweredStatus = Gen.OneOf(Gen.Const((int?)null), Gen.Int[100, 599].Select(status => (int?)status));

    private static readonly Gen<(string?, long, long, int?)> End =
        Gen.Select(WildText.Null(), Gen.Long[0, long.MaxValue], Gen.Long[0, 9], AnsweredStatus);

    internal static readonly Gen<Flow> AnyFlow =
        Gen.Select(
            Gen.Select(Timestamp, WildText, Request, Response, WebSocket, Record),
            Gen.Select(Body, Body),
            Gen.Select(Duration, Timings),
            Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool),
            End)
            .Select((message, bodies, times, flags, end) => WithBodies(bodies, new Flow(message.Item1, message.Item2, message.Item3)
            {
                Response = message.Item4,
                WebSocket = message.Item5,
                MessageRecord = message.Item6,
                Duration = times.Item1,
                Timings = times.Item2,
                Intercepted = flags.Item1,
                Modified = flags.Item2,
                Completed = flags.Item3,
                ErrorCode = end.Item1,
                RequestBytes = end.Item2,
                ResponseBytes = end.Item3,
                AnsweredStatus = end.Item4,
            }));

    [Fact]
    public async Task AnyFlows_ExportedLoadedExported_AreTheSameBytes() =>
        await Gen.Select(AnyFlow.Array[0, 5], Gen.Int[1, 3]).SampleAsync(async (flows, step) =>
        {
            for (int i = 0; i < flows.Length; i++)
            {
                flows[i].Id = 1 + (i * step);
            }

            byte[] first = await ExportAsync(flows);
            List<Flow> loaded = FlowJsonReader.Read(first);
            byte[] second = await ExportAsync(loaded);
            return loaded.Count == flows.Length && first.AsSpan().SequenceEqual(second) && flows.Zip(loaded).All(pair => Same(pair.First, pair.Second));
        });

    [Fact]
    public async Task AnyFlows_ThroughTheDisk_AreTheSameBytes()
    {
        using TemporaryFolder folder = new();
        await AnyFlow.SampleAsync(
            async flow =>
            {
                flow.Id = 1;
                Assert.Null(await FlowFile.ExportAsync(folder.PathOf("1.json"), [flow], CancellationToken.None));
                (IReadOnlyList<Flow> loaded, Exception? error) = await FlowFile.LoadAsync(folder.PathOf("1.json"), CancellationToken.None);
                Assert.Null(error);
                Assert.Null(await FlowFile.ExportAsync(folder.PathOf("2.json"), loaded, CancellationToken.None));
                return folder.Read("1.json") == folder.Read("2.json");
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public async Task HalfASurrogatePair_BecomesAReplacementCharacter()
    {
        ProxyRequest request = new("GET", "/");
        request.Headers.Add("a\ud800", "\udc00b");

        List<Flow> loaded = FlowJsonReader.Read(await ExportAsync([new Flow(DateTimeOffset.UnixEpoch, "", request) { Id = 1 }]));

        Assert.Equal([new("a\uFFFD", "\uFFFDb")], Assert.Single(loaded).Request.Headers);
    }

    private static ProxyRequest RequestByHand(string method, string url, (string Name, string Value)[] fields)
    {
        ProxyRequest request = new(method, url);
        foreach ((string name, string value) in fields)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static FlowBody AnyBody(FlowBodyState drawn, byte[] bytes, long more, string[] codings, (string Name, string Value)[] trailers)
    {
        FlowBodyState state = drawn == FlowBodyState.Complete && more > 0 ? FlowBodyState.Truncated
            : drawn == FlowBodyState.Truncated && more == 0 ? FlowBodyState.Complete
            : drawn;
        bool isKept = state != FlowBodyState.NotKept;
        return state == FlowBodyState.None ? FlowBody.None : new FlowBody(state, isKept ? bytes : [], (isKept ? bytes.Length : 0) + more)
        {
            NotKept = isKept ? NotKeptReason.None : (NotKeptReason)(more % 7),
            ContentCodings = codings,
            Trailers = [.. trailers.Select(field => KeyValuePair.Create(field.Name, field.Value))],
        };
    }

    private static Flow WithBodies((FlowBody Request, FlowBody Response) bodies, Flow flow)
    {
        flow.SetBody(BodySide.Request, bodies.Request);
        flow.SetBody(BodySide.Response, bodies.Response);
        return flow;
    }

    private static string Lines((string Name, string Value)[] fields) => string.Concat(fields.Select(field => $"{field.Name}: {field.Value}\r\n"));

    private static bool Same(Flow one, Flow other) =>
        one.Id == other.Id
        && one.Duration == other.Duration
        && one.Timings == other.Timings
        && (one.Intercepted, one.Modified, one.Completed) == (other.Intercepted, other.Modified, other.Completed)
        && (one.RequestBytes, one.ResponseBytes) == (other.RequestBytes, other.ResponseBytes)
        && one.Request.Headers.Count == other.Request.Headers.Count
        && (one.Response?.Status, one.AnsweredStatus) == (other.Response?.Status, other.AnsweredStatus)
        && Describe(one.RequestBody) == Describe(other.RequestBody)
        && Describe(one.ResponseBody) == Describe(other.ResponseBody)
        && Describe(one.WebSocket) == Describe(other.WebSocket)
        && Describe(one.MessageRecord) == Describe(other.MessageRecord);

    private static string Describe(FlowBody body)
        => $"{body.State} {body.NotKept} {body.TotalBytes} {Convert.ToHexString(body.Bytes.Span)} {body.ContentCodings.Count} {body.Trailers.Count}";

    private static string? Describe(WebSocketRecord? record) => record is null
        ? null
        : string.Join(' ', record.Messages.Select(message => $"{message.Number} {message.Direction} {message.Kind} {message.Length} {message.Outcome} {message.IsComplete} {message.IsEncoded} {Convert.ToHexString(message.Payload.Span)}"))
            + $" {record.ToOriginCount} {record.ToClientCount} {record.Notes.Count}";

    private static string? Describe(MessageRecord? record) => record is null
        ? null
        : string.Join(' ', record.Kept().Select(message =>
            $"{message.Number} {message.Direction} {message.Kind} {message.Length} {message.State} {message.IsComplete} "
            + $"{message.IsEncoded} {message.EventType is null} {message.EventId is null} {Convert.ToHexString(message.Payload.Span)}"))
            + $" {record.Count}";

    private static async Task<byte[]> ExportAsync(IEnumerable<Flow> flows)
    {
        using MemoryStream stream = new();
        await FlowJsonWriter.WriteAsync(stream, flows, CancellationToken.None);
        return stream.ToArray();
    }
}
