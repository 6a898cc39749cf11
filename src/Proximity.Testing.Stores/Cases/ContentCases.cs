using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>A flow comes back as it was given, whatever is in it.</summary>
internal static class ContentCases
{
    private const int HugeBytes = 256 * 1024;

    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Content_UsualFlow_ComesBackWhole", run => RoundTripAsync(run, Samples.Flow(1), Samples.Flow(2))),
        new("Content_WithoutResponse_ComesBack", run => RoundTripAsync(run, WithoutResponse())),
        new("Content_EveryFact_ComesBack", run => RoundTripAsync(run, EveryFact())),
        new("Content_HeadsAsReceivedAndAsSent_ComeBack", run => RoundTripAsync(run, ChangedHeads(), MadeResponse())),
        new("Content_CertificatesOfBothSides_ComeBack", run => RoundTripAsync(run, Certificates())),
        new("Content_TextOutsideOfAscii_ComesBack", run => RoundTripAsync(run, Unicode())),
        new("Content_EveryByteInHeadAndBody_ComesBack", run => RoundTripAsync(run, Binary())),
        new("Content_HugeHead_ComesBack", run => RoundTripAsync(run, HugeHead())),
        new("Content_HugeBody_ComesBack", run => RoundTripAsync(run, HugeBody(run))),
        new("Content_EveryStateOfBody_ComesBack", run => RoundTripAsync(run, [.. EveryBodyState()])),
        new("Content_CodingsAndTrailers_ComeBack", run => RoundTripAsync(run, CodingsAndTrailers())),
        new("Content_MessagesOfAWebSocket_ComeBack", run => RoundTripAsync(run, WebSocket())),
        new("Content_MessagesOfAnEventStream_ComeBack", run => RoundTripAsync(run, EventStream())),
        new("Content_TimesToTheTick_ComeBack", run => RoundTripAsync(run, Times())),
        new("Content_StrangeTargets_ComeBack", run => RoundTripAsync(run, [.. StrangeTargets()])),
    ];

    private static async Task RoundTripAsync(StoreRun run, params FlowSnapshot[] flows)
    {
        await run.AppendAsync([.. flows.Select(run.Record)]).ConfigureAwait(false);
        foreach (FlowSnapshot flow in flows)
        {
            Check.Same(flow, await run.FindAsync(flow.Id).ConfigureAwait(false));
        }

        var whole = await run.ReadAllAsync(new() { Sort = FlowSort.OldestFirst, WithBodies = true }).ConfigureAwait(false);
        var bare = await run.ReadAllAsync(new() { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        for (int i = 0; i < flows.Length; i++)
        {
            Check.That(whole[i].HasBodies && !bare[i].HasBodies, "A query gives bodies when it asks for them, and otherwise does not.");
            Check.Same(flows[i], whole[i]);
            Check.Same(flows[i], bare[i]);
        }
    }

    private static FlowSnapshot WithoutResponse() => new(new RequestSnapshot("GET", "http://gone.example/", []), "::1")
    {
        Id = 1,
        Timestamp = Samples.Time,
        ErrorCode = "upstream_unreachable",
        AnsweredStatus = 502,
        Completed = true,
    };

    private static FlowSnapshot EveryFact() => new(
        new RequestSnapshot("GET", "/inside", [], raw: "GET /inside HTTP/1.1\r\n\r\n", isRendered: true), "2001:db8::1")
    {
        Id = long.MaxValue >> 11,
        Timestamp = Samples.Time,
        Response = new ResponseSnapshot(999, "", [], version: "HTTP/2", raw: "HTTP/2 999\r\n\r\n", isRendered: true),
        Duration = TimeSpan.FromDays(3),
        Timings = new FlowTimings(new(1), new(22), new(333), new(4444), new(55555)),
        Tunnel = "inside.example:443",
        ClientTls = new FlowTls("TLS 1.3", "TLS_AES_256_GCM_SHA384", "h2", "inside.example"),
        OriginTls = new FlowTls("TLS 1.2", "TLS_CHACHA20_POLY1305_SHA256", null, null),
        ClientInClear = true,
        ClientConnectionId = 1L << 40,
        ClientStream = new StreamIdentity(7, 13),
        OriginStream = new StreamIdentity(8, null),
        PassedThrough = "host_rule",
        AnsweredBy = "mock",
        Intercepted = true,
        Modified = true,
        ErrorCode = "read_timeout",
        AnsweredStatus = 504,
        RequestBytes = long.MaxValue,
        ResponseBytes = 1L << 40,
        Completed = true,
    };

    /// <summary>User code changed both heads.</summary>
    private static FlowSnapshot ChangedHeads() => new(new RequestSnapshot("PUT", "http://a.example/b", []), "127.0.0.1")
    {
        Id = 1,
        Timestamp = Samples.Time,
        RequestReceived = new RequestSnapshot(
            "GET", "http://a.example/", [Samples.Field("x", "1")], raw: "GET http://a.example/ HTTP/1.1\r\nx: 1\r\n\r\n"),
        RequestSent = new RequestSnapshot(
            "PUT", "/b", [Samples.Field("Via", "1.1 p")], raw: "PUT /b HTTP/1.1\r\nVia: 1.1 p\r\n\r\n", isRendered: true),
        Response = new ResponseSnapshot(201, "Created", []),
        ResponseReceived = new ResponseSnapshot(200, "OK", [Samples.Field("b", "\u00ff")], isRendered: true),
        ResponseSent = new ResponseSnapshot(201, "Created", [], raw: "HTTP/1.1 201 Created\r\n\r\n"),
        Modified = true,
        Completed = true,
    };

    /// <summary>A handler made the response: none was received.</summary>
    private static FlowSnapshot MadeResponse() => new(new RequestSnapshot("GET", "http://a.example/", []), "127.0.0.1")
    {
        Id = 2,
        Timestamp = Samples.Time,
        Response = new ResponseSnapshot(200, "OK", []),
        ResponseSent = new ResponseSnapshot(200, "OK", [Samples.Field("Content-Length", "0")]),
        AnsweredBy = "mock",
        Completed = true,
    };

    private static FlowSnapshot Certificates()
    {
        var leaf = new FlowCertificate(
            "CN=inside.example, O=\u00c9l\u00e8ve", "CN=Middle", Samples.Time, Samples.Time.AddDays(90), "00FF", new string('A', 64))
        {
            AlternativeNames = ["inside.example", "*.inside.example", "2001:db8::1"],
            AlternativeNameCount = 300,
        };
        var middle = new FlowCertificate(
            "CN=Middle", "CN=Root", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, "", new string('B', 64));
        return new FlowSnapshot(new RequestSnapshot("GET", "/", []), "127.0.0.1")
        {
            Id = 1,
            Timestamp = Samples.Time,
            Tunnel = "inside.example:443",
            ClientTls = new FlowTls("TLS 1.3", "TLS_AES_256_GCM_SHA384", null, "inside.example") { Certificates = [leaf] },
            OriginTls = new FlowTls("TLS 1.3", "TLS_AES_256_GCM_SHA384", null, "inside.example") { Certificates = [leaf, middle] },
            Completed = true,
        };
    }

    private static FlowSnapshot Unicode() => new(
        new RequestSnapshot("GÉT", "http://例え.example/путь?q=\U0001F600", [Samples.Field("x-ключ", "значение \0 \ud800 \u202e")]),
        "127.0.0.1")
    {
        Id = 1,
        Timestamp = Samples.Time,
        Response = new ResponseSnapshot(
            200, "çà va", [Samples.Field("", ""), Samples.Field("a", "")], Samples.Text("größer \U0001F600 than\0")),
        Completed = true,
    };

    private static FlowSnapshot Binary()
    {
        string text = string.Concat(EveryByte.Select(static value => (char)value));
        var request = new RequestSnapshot("POST", text, [Samples.Field(text, text)], Samples.Body(EveryByte), raw: text);
        return new FlowSnapshot(request, "127.0.0.1")
        {
            Id = 1,
            Timestamp = Samples.Time,
            Response = new ResponseSnapshot(200, text, [Samples.Field(text, text)], Samples.Body([.. EveryByte, .. EveryByte]), raw: text),
            Completed = true,
        };
    }

    private static FlowSnapshot HugeHead() => new(
        new RequestSnapshot(
            "GET",
            "http://a.example/" + new string('p', HugeBytes),
            [.. Enumerable.Range(0, 1000).Select(static i => Samples.Field($"x-{i}", new string('v', i)))]),
        "127.0.0.1")
    {
        Id = 1,
        Timestamp = Samples.Time,
        Completed = true,
    };

    private static FlowSnapshot HugeBody(StoreRun run)
    {
        const int Wanted = 3 * 1024 * 1024;
        int length = (int)Math.Min(Wanted, run.Store.Capabilities.MaxBodyBytes ?? Wanted);
        return Samples.WithBody(1, Samples.Body(Samples.Noise(length, seed: 1)));
    }

    private static IEnumerable<FlowSnapshot> EveryBodyState()
    {
        byte[] bytes = [1, 2, 3];
        yield return Samples.WithBody(1, FlowBody.None);
        yield return Samples.WithBody(2, FlowBody.Create(FlowBodyState.Complete, bytes, 3));
        yield return Samples.WithBody(3, FlowBody.Create(FlowBodyState.Truncated, bytes, 1L << 40));
        yield return Samples.WithBody(4, FlowBody.Create(FlowBodyState.Aborted, bytes, 3));
        yield return Samples.WithBody(5, FlowBody.Create(FlowBodyState.Aborted, default, 0));
        foreach (NotKeptReason reason in Enum.GetValues<NotKeptReason>().Where(static reason => reason != NotKeptReason.None))
        {
            yield return Samples.WithBody(10 + (int)reason, FlowBody.Create(FlowBodyState.NotKept, default, 77, reason));
        }
    }

    private static FlowSnapshot CodingsAndTrailers()
    {
        FlowBody coded = Samples.Text("coded").WithFields(["gzip", "br"], [Samples.Field("grpc-status", "0"), Samples.Field("x", "")]);
        return Samples.WithBody(1, coded);
    }

    private static FlowSnapshot WebSocket() => new(new RequestSnapshot("GET", "ws://chat.example/", []), "127.0.0.1")
    {
        Id = 1,
        Timestamp = Samples.Time,
        Response = new ResponseSnapshot(101, "Switching Protocols", []),
        Messages =
        [
            new FlowMessage(MessageDirection.ToOrigin, MessageKind.Text, "hello"u8.ToArray(), 5) { Number = 1, Time = Samples.Time },
            new FlowMessage(MessageDirection.ToClient, MessageKind.Binary, EveryByte, 300)
            {
                Number = 3, Time = Samples.Time.AddTicks(1), State = MessageState.Injected, IsComplete = false, IsEncoded = true,
            },
        ],
        MessageCount = 12,
        WebSocketNotes = [new WebSocketNote(Samples.Time, WebSocketDirection.ToClient, "A frame is not masked.")],
        Completed = true,
    };

    private static FlowSnapshot EventStream() => new(new RequestSnapshot("GET", "http://news.example/", []), "127.0.0.1")
    {
        Id = 1,
        Timestamp = Samples.Time,
        Response = new ResponseSnapshot(200, "OK", []),
        Messages =
        [
            new FlowMessage(MessageDirection.ToClient, MessageKind.ServerSentEvent, "data"u8.ToArray(), 4)
            {
                Number = 1, EventType = "tick", EventId = "",
            },
            new FlowMessage(MessageDirection.ToClient, MessageKind.ServerSentEvent, default, 0) { Number = 2 },
        ],
        MessageCount = 2,
        Completed = true,
    };

    private static FlowSnapshot Times() => new(new RequestSnapshot("GET", "/", []), "127.0.0.1")
    {
        Id = 1,
        Timestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-570)).AddTicks(1_234_567),
        Duration = new TimeSpan(long.MaxValue),
        Completed = true,
    };

    private static IEnumerable<FlowSnapshot> StrangeTargets()
    {
        string[] targets = ["", "*", "host.example:443", "http://", "//", "http://[::1", "http://u:p@h/%zz?", "::::", "/\u0001"];
        return targets.Select(static (target, i) => new FlowSnapshot(
            new RequestSnapshot(i % 2 == 0 ? "CONNECT" : "GET", target, [Samples.Field("host", target)]), i == 0 ? "" : "not an address")
        {
            Id = i + 1,
            Timestamp = Samples.Time,
            Completed = true,
        });
    }
}
