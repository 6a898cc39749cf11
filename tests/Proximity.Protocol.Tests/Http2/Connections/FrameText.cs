using System.Buffers.Binary;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>The frames of an output as text.</summary>
internal sealed class FrameText
{
    private readonly HpackDecoder decoder = new(new BufferPool(), 1_000_000);
    private readonly List<byte> block = [];

    public string Show(ReadOnlySpan<byte> output)
    {
        var said = new List<string>();
        ReadOnlySpan<byte> preface = FrameWriter.Preface;
        if (output.StartsWith(preface))
        {
            said.Add("PREFACE");
            output = output[preface.Length..];
        }

        while (!output.IsEmpty)
        {
            Assert.Equal(ParseState.Done, FrameReader.Read(output, 1 << 20, out Frame frame, out int consumed, out _));
            said.Add(Show(frame));
            output = output[consumed..];
        }

        return string.Join(' ', said);
    }

    private string Show(Frame frame)
    {
        string end = frame.Has(FrameFlags.EndStream) ? " end" : "";
        return frame.Type switch
        {
            FrameType.Data => $"DATA({frame.StreamId} {ProtocolInput.Text(frame.Payload)}{end})",
            FrameType.Headers => $"HEADERS({frame.StreamId} {Fields(frame)}{end})",
            FrameType.Continuation => $"CONTINUATION({frame.StreamId} {Fields(frame)})",
            FrameType.RstStream => $"RST_STREAM({frame.StreamId} {Code(frame.Payload)})",
            FrameType.Settings => frame.Has(FrameFlags.Ack) ? "SETTINGS(ack)" : $"SETTINGS({Convert.ToHexString(frame.Payload)})",
            FrameType.Ping => $"PING({Convert.ToHexString(frame.Payload)}{(frame.Has(FrameFlags.Ack) ? " ack" : "")})",
            FrameType.GoAway => $"GOAWAY({Word(frame.Payload)} {Code(frame.Payload[4..])})",
            FrameType.WindowUpdate => $"WINDOW_UPDATE({frame.StreamId} {Word(frame.Payload)})",
            _ => $"{frame.Type}({frame.StreamId})",
        };
    }

    private static int Word(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32BigEndian(payload);

    private static Http2ErrorCode Code(ReadOnlySpan<byte> payload) => (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload);

    private string Fields(Frame frame)
    {
        block.AddRange(frame.Payload);
        if (!frame.Has(FrameFlags.EndHeaders))
        {
            return "...";
        }

        var fields = new FieldList(new BufferPool());
        Assert.Null(decoder.Decode(block.ToArray(), fields));
        block.Clear();
        return Http2Input.Show(fields).Replace('\n', ',');
    }
}
