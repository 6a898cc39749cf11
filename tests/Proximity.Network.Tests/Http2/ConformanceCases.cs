using System.Text;
using Proximity.Network.Tests.Fixtures;
using static Proximity.Network.Tests.Http2.RequestFrames;

namespace Proximity.Network.Tests.Http2;

/// <summary>Wrongs of clients, by section.</summary>
internal static class ConformanceCases
{
    private const int Protocol = 1, Internal = 2, FlowControl = 3, StreamClosed = 5, FrameSize = 6, Refused = 7, Compression = 9;
    private static readonly byte[] ResponseEnded = [];

    public static IReadOnlyList<ConformanceCase> All { get; } = [.. Frames(), .. Streams(), .. Definitions(), .. SettingsAndWindows(), .. Continuations(), .. Fields(), .. Hpack()];

    private static ConformanceCase[] Frames() =>
    [
        Connection("4.2 DATA larger than allowed", FrameSize, make => [make.Begun(1), Of(Frame.Data, Frame.EndStream, 1, new byte[16_385])]),
        Connection("4.2 HEADERS larger than allowed", FrameSize, make => [Whole(1, [.. make.Get, .. new byte[16_384]])]),
        Connection("4.3 block of fields that cannot be read", Compression, _ => [Whole(1, 0x85, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)]),
        Connection("4.3 PRIORITY within a block of fields", Protocol, make => [Of(Frame.Headers, Frame.EndStream, 1, make.Get), Of(Frame.Priority, 0, 1, 0, 0, 0, 0, 16)]),
        Connection("4.3 HEADERS of another stream within a block of fields", Protocol, make => [Of(Frame.Headers, Frame.EndStream, 1, make.Get), make.Whole(3)]),
        Connection("5.5 unknown frame within a block of fields", Protocol, make => [Of(Frame.Headers, Frame.EndStream, 1, make.Get), Of(0x16, 0, 0, 1, 2, 3, 4)]),
    ];

    private static ConformanceCase[] Streams() =>
    [
        Connection("5.1 DATA on an idle stream", Protocol, _ => [Of(Frame.Data, Frame.EndStream, 1, "x"u8.ToArray())]),
        Connection("5.1 RST_STREAM on an idle stream", Protocol, _ => [Of(Frame.Reset, 0, 1, 0, 0, 0, 8)]),
        Connection("5.1 WINDOW_UPDATE on an idle stream", Protocol, _ => [Window(1, 100)]),
        Connection("5.1 CONTINUATION on an idle stream", Protocol, make => [Of(Frame.Continuation, Frame.EndHeaders, 1, make.Get)]),
        Stream("5.1 DATA on a half-closed stream", StreamClosed, make => [make.Whole(1), Of(Frame.Data, Frame.EndStream, 1, "x"u8.ToArray())]),
        Stream("5.1 HEADERS on a half-closed stream", StreamClosed, make => [make.Whole(1), make.Whole(1)]),
        Connection("5.1 CONTINUATION on a half-closed stream", [Protocol, StreamClosed], make => [make.Whole(1), Of(Frame.Continuation, Frame.EndHeaders, 1, make.Get)]),
        Stream("5.1 DATA behind one's own reset", StreamClosed, make => [make.Begun(1), Of(Frame.Reset, 0, 1, 0, 0, 0, 8), Of(Frame.Data, Frame.EndStream, 1, "x"u8.ToArray())]),
        Stream("5.1 HEADERS behind one's own reset", StreamClosed, make => [make.Begun(1), Of(Frame.Reset, 0, 1, 0, 0, 0, 8), make.Whole(1)]),
        Connection("5.1 CONTINUATION behind one's own reset", [Protocol, StreamClosed], make => [make.Begun(1), Of(Frame.Reset, 0, 1, 0, 0, 0, 8), Of(Frame.Continuation, Frame.EndHeaders, 1, make.Get)]),
        Stream("5.1 DATA on a closed stream", StreamClosed, make => [make.Whole(1), ResponseEnded, Of(Frame.Data, Frame.EndStream, 1, "x"u8.ToArray())]),
        Connection("5.1 HEADERS on a closed stream", [StreamClosed, Protocol], make => [make.Whole(1), ResponseEnded, make.Whole(1)]),
        Connection("5.1 CONTINUATION on a closed stream", [Protocol, StreamClosed], make => [make.Whole(1), ResponseEnded, Of(Frame.Continuation, Frame.EndHeaders, 1, make.Get)]),
        Connection("5.1.1 even stream number", Protocol, make => [make.Whole(2)]),
        Connection("5.1.1 stream number that went back", [Protocol, StreamClosed], make => [make.Whole(5), make.Whole(3)]),
        Stream("5.1.2 more streams than admitted", [Protocol, Refused], make => [.. Enumerable.Range(0, 101).Select(number => make.Begun((2 * number) + 1))]),
        Stream("5.3.1 HEADERS that depend on themselves", Protocol, make => [Of(Frame.Headers, Frame.EndStream | Frame.EndHeaders | Frame.WithPriority, 1, [0, 0, 0, 1, 255, .. make.Get])]),
        Stream("5.3.1 PRIORITY that depends on itself", Protocol, make => [make.Begun(1), Of(Frame.Priority, 0, 1, 0, 0, 0, 1, 255)]),
    ];

    private static ConformanceCase[] Definitions() =>
    [
        Connection("6.1 DATA on stream 0", Protocol, _ => [Of(Frame.Data, Frame.EndStream, 0, "x"u8.ToArray())]),
        Connection("6.1 DATA with too much padding", Protocol, make => [make.Begun(1), Of(Frame.Data, Frame.EndStream | Frame.Padded, 1, 6, 1, 2, 3, 4)]),
        Connection("6.2 HEADERS on stream 0", Protocol, make => [make.Whole(0)]),
        Connection("6.2 HEADERS with too much padding", Protocol, make => [Of(Frame.Headers, Frame.EndStream | Frame.EndHeaders | Frame.Padded, 1, [(byte)(make.Get.Length + 1), .. make.Get])]),
        Connection("6.3 PRIORITY on stream 0", Protocol, _ => [Of(Frame.Priority, 0, 0, 0, 0, 0, 1, 16)]),
        Stream("6.3 PRIORITY of a wrong length", FrameSize, make => [make.Begun(1), Of(Frame.Priority, 0, 1, 0, 0, 0, 1)]),
        Connection("6.4 RST_STREAM on stream 0", Protocol, _ => [Of(Frame.Reset, 0, 0, 0, 0, 0, 8)]),
        Connection("6.4 RST_STREAM of a wrong length", FrameSize, make => [make.Begun(1), Of(Frame.Reset, 0, 1, 0, 0, 8)]),
        Connection("6.7 PING on a stream", Protocol, _ => [Of(Frame.Ping, 0, 1, new byte[8])]),
        Connection("6.7 PING of a wrong length", FrameSize, _ => [Of(Frame.Ping, 0, 0, new byte[6])]),
        Connection("6.8 GOAWAY on a stream", Protocol, _ => [Of(Frame.GoAway, 0, 1, new byte[8])]),
        Connection("8.4 PUSH_PROMISE of a client", Protocol, make => [make.Begun(1), Of(Frame.PushPromise, Frame.EndHeaders, 1, [0, 0, 0, 2, .. make.Get])]),
    ];

    private static ConformanceCase[] SettingsAndWindows() =>
    [
        Connection("6.5 SETTINGS acknowledged with a payload", FrameSize, _ => [Of(Frame.Settings, Frame.Ack, 0, new byte[6])]),
        Connection("6.5 SETTINGS on a stream", Protocol, _ => [Of(Frame.Settings, 0, 1, 0, 3, 0, 0, 0, 100)]),
        Connection("6.5 SETTINGS of a wrong length", FrameSize, _ => [Of(Frame.Settings, 0, 0, 0, 3, 0)]),
        Connection("6.5.2 ENABLE_PUSH out of range", Protocol, _ => [Setting(2, 2)]),
        Connection("6.5.2 INITIAL_WINDOW_SIZE out of range", FlowControl, _ => [Setting(4, 1u << 31)]),
        Connection("6.5.2 MAX_FRAME_SIZE too small", Protocol, _ => [Setting(5, 16_383)]),
        Connection("6.5.2 MAX_FRAME_SIZE too large", Protocol, _ => [Setting(5, 1 << 24)]),
        Connection("6.9 WINDOW_UPDATE by nothing", Protocol, _ => [Window(0, 0)]),
        Stream("6.9 WINDOW_UPDATE by nothing on a stream", Protocol, make => [make.Begun(1), Window(1, 0)]),
        Connection("6.9 WINDOW_UPDATE of a wrong length", FrameSize, _ => [Of(Frame.WindowUpdate, 0, 0, 0, 0, 1)]),
        Connection("6.9.1 window of the connection that overflows", FlowControl, _ => [Window(0, int.MaxValue), Window(0, int.MaxValue)]),
        Stream("6.9.1 window of a stream that overflows", FlowControl, make => [make.Begun(1), Window(1, int.MaxValue), Window(1, int.MaxValue)]),
        Connection("6.9.2 windows that overflow by SETTINGS", FlowControl, make => [make.Begun(1), Window(1, int.MaxValue - 65_535), Setting(4, int.MaxValue)]),
    ];

    private static ConformanceCase[] Continuations() =>
    [
        Connection("6.10 another frame behind CONTINUATION", Protocol, make => [Of(Frame.Headers, Frame.EndStream, 1, make.Get), Of(Frame.Continuation, 0, 1, Field("a", "b")), Of(Frame.Data, Frame.EndStream, 1, "x"u8.ToArray())]),
        Connection("6.10 CONTINUATION on stream 0", Protocol, make => [Of(Frame.Headers, Frame.EndStream, 1, make.Get), Of(Frame.Continuation, Frame.EndHeaders, 0, Field("a", "b"))]),
        Connection("6.10 CONTINUATION behind whole HEADERS", [Protocol, StreamClosed], make => [make.Begun(1), Of(Frame.Continuation, Frame.EndHeaders, 1, Field("a", "b"))]),
        Connection("6.10 CONTINUATION behind the last CONTINUATION", [Protocol, StreamClosed], make => [Of(Frame.Headers, 0, 1, make.Post), Of(Frame.Continuation, Frame.EndHeaders, 1, Field("a", "b")), Of(Frame.Continuation, Frame.EndHeaders, 1, Field("a", "b"))]),
        Connection("6.10 CONTINUATION behind DATA", [Protocol, StreamClosed], make => [make.Begun(1), Of(Frame.Data, 0, 1, "x"u8.ToArray()), Of(Frame.Continuation, Frame.EndHeaders, 1, Field("a", "b"))]),
    ];

    private static ConformanceCase[] Fields() =>
    [
        Stream("8.1 trailers that do not end the stream", Protocol, make => [make.Begun(1), Of(Frame.Data, 0, 1, "x"u8.ToArray()), Of(Frame.Headers, Frame.EndHeaders, 1, Field("x-a", "b"))]),
        Stream("8.2 name in upper case", Protocol, make => [Whole(1, [.. make.Get, .. Field("X-TEST", "a")])]),
        Stream("8.2.2 field of the connection", Protocol, make => [Whole(1, [.. make.Get, .. Field("connection", "keep-alive")])]),
        Stream("8.2.2 TE for something else than trailers", Protocol, make => [Whole(1, [.. make.Get, .. Field("te", "trailers, deflate")])]),
        Stream("8.3 unknown pseudo-field", Protocol, make => [Whole(1, [.. make.Get, .. Field(":test", "a")])]),
        Stream("8.3 pseudo-field of responses", Protocol, make => [Whole(1, [.. make.Get, 0x88])]),
        Stream("8.3 pseudo-field among trailers", Protocol, make => [make.Begun(1), Of(Frame.Data, 0, 1, "x"u8.ToArray()), Of(Frame.Headers, Frame.EndHeaders | Frame.EndStream, 1, 0x82)]),
        Stream("8.3 pseudo-field behind a field", Protocol, make => [Whole(1, [0x82, 0x87, .. Field("x-a", "b"), 0x84])]),
        Stream("8.3.1 empty path", Protocol, make => [Whole(1, [0x82, 0x87, .. Named(4, ""), .. make.Get[3..]])]),
        Stream("8.3.1 no method", Protocol, make => [Whole(1, make.Get[1..])]),
        Stream("8.3.1 no scheme", Protocol, make => [Whole(1, [0x82, .. make.Get[2..]])]),
        Stream("8.3.1 no path", Protocol, make => [Whole(1, [0x82, 0x87, .. make.Get[3..]])]),
        Stream("8.3.1 two methods", Protocol, make => [Whole(1, [0x82, .. make.Get])]),
        Stream("8.3.1 two schemes", Protocol, make => [Whole(1, [0x87, .. make.Get])]),
        Stream("8.3.1 two paths", Protocol, make => [Whole(1, [0x84, .. make.Get])]),
        Stream("8.1.1 body that is not as long as declared", Protocol, make => [make.Begun(1, Field("content-length", "1")), Of(Frame.Data, Frame.EndStream, 1, "test"u8.ToArray())]),
        Stream("8.1.1 body in parts that is not as long as declared", Protocol, make => [make.Begun(1, Field("content-length", "1")), Of(Frame.Data, 0, 1, "test"u8.ToArray()), Of(Frame.Data, Frame.EndStream, 1, "test"u8.ToArray())]),
    ];

    private static ConformanceCase[] Hpack() =>
    [
        Connection("HPACK 2.3.3 index beyond the tables", Compression, make => [Whole(1, [.. make.Get, 0xC6])]),
        Connection("HPACK 2.3.3 name beyond the tables", Compression, make => [Whole(1, [.. make.Get, 0x7F, 0x07, 1, (byte)'a'])]),
        Connection("HPACK 4.2 table size behind a field", Compression, make => [Whole(1, [.. make.Get, 0x20])]),
        Connection("HPACK 5.2 padding of more than seven bits", Compression, make => [Whole(1, [.. make.Get, 0, 4, .. Encoding.ASCII.GetBytes("test"), 0x82, 0xFF, 0xFF])]),
        Connection("HPACK 5.2 padding of zeros", Compression, make => [Whole(1, [.. make.Get, 0, 4, .. Encoding.ASCII.GetBytes("test"), 0x83, 0x49, 0x50, 0x90])]),
        Connection("HPACK 5.2 the end of a string within it", Compression, make => [Whole(1, [.. make.Get, 0, 4, .. Encoding.ASCII.GetBytes("test"), 0x88, 0x49, 0x52, 0x7F, 0xFF, 0xFF, 0xFF, 0xEA, 0xFF])]),
        // Kestrel calls it an internal error; the connection ends all the same.
        Connection("HPACK 6.1 index 0", [Compression, Internal], make => [Whole(1, [.. make.Get, 0x80])]),
        Connection("HPACK 6.3 table size beyond the setting", Compression, make => [Whole(1, [0x3F, 0xE2, 0x1F, .. make.Get])]),
    ];

    private static ConformanceCase Connection(string name, int code, Func<RequestFrames, byte[][]> steps) => Connection(name, [code], steps);

    private static ConformanceCase Connection(string name, int[] codes, Func<RequestFrames, byte[][]> steps) => new(name, IsOfConnection: true, codes, steps);

    private static ConformanceCase Stream(string name, int code, Func<RequestFrames, byte[][]> steps) => Stream(name, [code], steps);

    private static ConformanceCase Stream(string name, int[] codes, Func<RequestFrames, byte[][]> steps) => new(name, IsOfConnection: false, codes, steps);
}
