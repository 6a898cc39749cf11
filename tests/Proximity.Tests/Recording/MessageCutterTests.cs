using System.Buffers.Binary;
using System.Text;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Recording;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Recording;

/// <summary>Bodies cut into messages, at every split of what comes.</summary>
public class MessageCutterTests
{
    private const string Events = ": hi\n\nevent: tick\nid: 7\ndata: a\ndata: b\n\r\nretry: 5\n\ndata: last\r\r\ndata: cut\n";

    [Fact]
    public void Events_AreFound_AndTheBytesStayWhole()
    {
        byte[] body = Encoding.UTF8.GetBytes(Events);
        for (int piece = 1; piece <= body.Length; piece++)
        {
            List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.ServerSentEvents), body, piece, maxBytes: 1000);
            Assert.Equal(Events, Raw(cuts));
            Assert.Equal(
                ["tick 7 a\nb 3 True", "  last 4 True", "  cut 3 False"],
                cuts.Where(cut => cut.Kind is not null).Select(Shown));
        }
    }

    [Fact]
    public void EventThatIsTooLong_KeepsItsBeginning_AndPassesInPieces()
    {
        string body = $"data: first\ndata: {new string('x', 500)}\n\ndata: next\n\n";
        for (int piece = 1; piece <= body.Length; piece++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.ServerSentEvents), bytes, piece, maxBytes: 20);
            Assert.Equal(body, Raw(cuts));
            MessageCut[] messages = [.. cuts.Where(cut => cut.Kind is not null)];
            Assert.Equal(("first", false), (Text(messages[0]), messages[0].IsChangeable));
            Assert.True(messages[0].Length > messages[0].Payload.Length);
            Assert.Equal(("next", true), (Text(messages[1]), messages[1].IsChangeable));
        }
    }

    [Fact]
    public void GrpcMessages_AreFoundAndInflated()
    {
        byte[] body = [.. Frame(0, "plain"u8), .. Frame(1, Gzip("packed")), .. Frame(0, []), .. Frame(0, new byte[200])];
        for (int piece = 1; piece <= body.Length; piece++)
        {
            List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.Grpc, "gzip"), body, piece, maxBytes: 60);
            Assert.Equal(body, cuts.SelectMany(cut => cut.Raw.ToArray()));
            MessageCut[] messages = [.. cuts.Where(cut => cut.Kind is not null)];
            Assert.Equal(["plain", "packed", "", new string('\0', 60)], messages.Select(Text));
            Assert.Equal([5L, 6, 0, 200], messages.Select(message => message.Length));
            Assert.Equal([true, true, true, false], messages.Select(message => message.IsChangeable));
        }
    }

    [Fact]
    public void GrpcMessageThatIsTooLong_IsNotWhole_ThoughItsBeginningInflatesToAnEnd()
    {
        byte[] body = Frame(1, [.. Gzip("packed"), .. new byte[200]]);
        for (int piece = 1; piece <= body.Length; piece++)
        {
            List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.Grpc, "gzip"), body, piece, maxBytes: 60);
            MessageCut message = Assert.Single(cuts, cut => cut.Kind is not null);
            Assert.Equal(("packed", false), (Text(message), message.IsChangeable));
        }
    }

    [Fact]
    public void GrpcMessageOfAnUnknownCompression_IsEncoded()
    {
        MessageCut cut = Assert.Single(Cut(new MessageFormat(MessageFormatKind.Grpc, "lzma"), Frame(1, "abc"u8), 3, maxBytes: 60));
        Assert.Equal((true, "abc", false), (cut.IsEncoded, Text(cut), cut.IsChangeable));
    }

    [Fact]
    public void BrokenGrpcBody_PassesAsItIs()
    {
        byte[] body = [.. Frame(0, "ok"u8), 0x42, 1, 2, 3, 4, 5, 6];
        for (int piece = 1; piece <= body.Length; piece++)
        {
            List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.Grpc), body, piece, maxBytes: 60);
            Assert.Equal(body, cuts.SelectMany(cut => cut.Raw.ToArray()));
            Assert.Equal("ok", Text(Assert.Single(cuts, cut => cut.Kind is not null)));
        }
    }

    [Fact]
    public void CutGrpcBody_HasItsBeginning()
    {
        byte[] body = Frame(0, "whole"u8)[..8];
        for (int piece = 1; piece <= body.Length; piece++)
        {
            List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.Grpc), body, piece, maxBytes: 60);
            Assert.Equal(body, cuts.SelectMany(cut => cut.Raw.ToArray()));
            Assert.Equal(("who", false), (Text(cuts[^1]), cuts[^1].IsComplete));
        }
    }

    [Fact]
    public void TrailersOfGrpcWeb_AreNoMessageOfTheCall()
    {
        byte[] body = [.. Frame(0, "m"u8), .. Frame(0x80, "grpc-status: 0\r\n"u8)];
        List<MessageCut> cuts = Cut(new MessageFormat(MessageFormatKind.GrpcWeb), body, 7, maxBytes: 60);
        Assert.Equal([MessageKind.Grpc, MessageKind.GrpcTrailers], cuts.Select(cut => cut.Kind!.Value));
        Assert.False(cuts[1].IsChangeable);
    }

    private static List<MessageCut> Cut(MessageFormat format, byte[] body, int piece, int maxBytes)
    {
        using MessageCutter cutter = MessageCutter.Of(format, ContentCodings.BuiltIn, new BufferPool(), maxBytes);
        var cuts = new List<MessageCut>();
        for (int start = 0; start < body.Length; start += piece)
        {
            ReadOnlySpan<byte> rest = body.AsSpan(start, Math.Min(piece, body.Length - start));
            while (cutter.Next(rest, out int consumed) is { } cut)
            {
                rest = rest[consumed..];
                cuts.Add(cut);
            }
        }

        if (cutter.Finish() is { } last)
        {
            cuts.Add(last);
        }

        return cuts;
    }

    private static byte[] Frame(byte flags, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[5 + payload.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame.AsSpan(5));
        return frame;
    }

    private static string Raw(List<MessageCut> cuts) => string.Concat(cuts.Select(cut => Encoding.UTF8.GetString(cut.Raw.Span)));

    private static string Text(MessageCut cut) => Encoding.UTF8.GetString(cut.Payload.Span);

    private static string Shown(MessageCut cut) => $"{cut.EventType} {cut.EventId} {Text(cut)} {cut.Length} {cut.IsComplete}";
}
