using Proximity.Protocol;
using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>
/// A gRPC body gives the same messages, marks and end however its bytes arrive, and its messages, written anew, are the body up to where it
/// is cut or invalid.
/// </summary>
/// <remarks>The first byte of an input says what the body is: 1 gRPC-Web, 2 a low limit.</remarks>
internal sealed class GrpcMessagesTarget : IFuzzTarget
{
    private const int OddPiece = 7;
    private const int LowLimit = 8;
    private const int HighLimit = 1 << 20;

    private readonly BufferPool pool = new();

    public string Name => "grpc-messages";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        bool isWeb = (input[0] & 1) != 0;
        int limit = (input[0] & 2) != 0 ? LowLimit : HighLimit;
        ReadOnlySpan<byte> body = input[1..];
        var whole = GrpcReading.Read(body, new GrpcMessageParser(limit, isWeb), Math.Max(1, body.Length));
        DemandSame(whole, GrpcReading.Read(body, new GrpcMessageParser(limit, isWeb), 1), "byte by byte");
        DemandSame(whole, GrpcReading.Read(body, new GrpcMessageParser(limit, isWeb), OddPiece), "in odd pieces");
        WriteAgain(whole, body);
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private static void DemandSame(GrpcReading expected, GrpcReading actual, string how)
    {
        Demand.Same(expected.IsInvalid, actual.IsInvalid, $"{how} the verdict");
        Demand.Same(expected.IsIncomplete, actual.IsIncomplete, $"{how} the end");
        Demand.Same(expected.Consumed, actual.Consumed, $"{how} what was consumed");
        Demand.Same(expected.Messages.Count, actual.Messages.Count, $"{how} the number of messages");
        foreach ((GrpcItem one, GrpcItem other) in expected.Messages.Zip(actual.Messages))
        {
            Demand.Same(one, other, $"{how} a message");
        }
    }

    private void WriteAgain(GrpcReading reading, ReadOnlySpan<byte> body)
    {
        var written = new ByteBuffer(pool);
        foreach (GrpcItem item in reading.Messages)
        {
            GrpcMessageWriter.Write(item.Header.Kind, Convert.FromHexString(item.Payload), item.Header.IsCompressed, written);
        }

        Demand.Same(body[..written.Length], written.Span, "the messages written anew");
        Demand.True(reading.IsIncomplete || written.Length == reading.Consumed, "whole messages were left out");
        Demand.True(reading.IsInvalid || reading.Consumed == body.Length, "a valid body was not read to its end");
        written.Release();
    }
}
