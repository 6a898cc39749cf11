using System.Globalization;
using System.Text;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Frames;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Fuzz.Http2;

/// <summary>One end of a connection that answers what comes: a server echoes bodies, a client has asked twice.</summary>
internal sealed class Conversation(BufferPool pool, Http2Role role, Http2Limits limits)
{
    private readonly Http2Connection connection = new(pool, role, limits);
    private readonly StringBuilder said = new();
    private readonly List<byte> unread = [];

    public void Begin(bool isDraining)
    {
        for (int request = 0; role == Http2Role.Client && request < 2; request++)
        {
            FieldList head = List((":method", "POST"), (":scheme", "https"), (":authority", "a"), (":path", "/"));
            Http2Stream stream = connection.OpenStream(head, endsStream: false);
            head.Release();
            connection.SendData(stream, "hello"u8, endsStream: request == 0);
        }

        if (isDraining)
        {
            connection.AnnounceGoAway();
        }
    }

    public void Feed(ReadOnlySpan<byte> piece)
    {
        unread.AddRange(piece);
        byte[] input = [.. unread];
        int at = 0;
        while (connection.Fault is null)
        {
            Http2Event happened = connection.Read(input.AsSpan(at), out int consumed);
            at += consumed;
            Demand.True(at <= input.Length, "more was consumed than there was");
            Note(happened);
            if (happened.Kind == Http2EventKind.NeedMore)
            {
                break;
            }

            Answer(happened);
        }

        Demand.True(
            connection.Fault is not null || input.Length - at < FrameHeader.Bytes + Http2Settings.DefaultFrameBytes,
            "a whole frame is left unread");
        unread.RemoveRange(0, at);
    }

    /// <summary>What was said, and the frames that were appended, which our own reader takes.</summary>
    public string End()
    {
        ReadOnlySpan<byte> output = connection.Output.Span;
        said.Append(Convert.ToHexString(output));
        output = output[(role == Http2Role.Client ? FrameWriter.Preface.Length : 0)..];
        while (!output.IsEmpty)
        {
            ParseState state = FrameReader.Read(output, Http2Settings.DefaultFrameBytes, out _, out int consumed, out _);
            Demand.Same(ParseState.Done, state, "a frame of ours");
            output = output[consumed..];
        }

        connection.Release();
        return said.ToString();
    }

    private void Note(in Http2Event happened)
    {
        if (happened.Kind == Http2EventKind.NeedMore)
        {
            return;
        }

        said.Append(
            CultureInfo.InvariantCulture,
            $"{happened.Kind} {happened.Stream?.Id} {happened.Code} {happened.EndsStream} {happened.Fault?.Reason} ")
            .AppendLine(Convert.ToHexString(happened.Data));
        if (happened.Kind is Http2EventKind.Head or Http2EventKind.Trailers)
        {
            for (int index = 0; index < connection.Fields.Count; index++)
            {
                said.Append(Convert.ToHexString(connection.Fields.Name(index)))
                    .Append(':')
                    .AppendLine(Convert.ToHexString(connection.Fields.Value(index)));
            }
        }
    }

    private void Answer(in Http2Event happened)
    {
        if (happened.Stream is not { } stream)
        {
            return;
        }

        switch (happened.Kind)
        {
            case Http2EventKind.Head:
                Downgrade(happened.EndsStream);
                AnswerHead(stream, happened.EndsStream);
                break;
            case Http2EventKind.OversizedHead when role == Http2Role.Client:
                connection.Reset(stream, Http2ErrorCode.Cancel);
                break;
            case Http2EventKind.OversizedHead:
                Send(stream, (":status", "431"));
                connection.Reset(stream, Http2ErrorCode.NoError);
                break;
            case Http2EventKind.Data when role == Http2Role.Server:
                connection.SendData(stream, happened.Data, happened.EndsStream);
                connection.Consume(stream, happened.Data.Length);
                break;
            case Http2EventKind.Data:
                connection.Consume(stream, happened.Data.Length);
                break;
        }
    }

    private void AnswerHead(Http2Stream stream, bool endsStream)
    {
        if (role == Http2Role.Server)
        {
            Send(stream, (":status", "200"), ("x", "y"));
            connection.SendData(stream, default, endsStream);
        }
    }

    private void Send(Http2Stream stream, params ReadOnlySpan<(string Name, string Value)> lines)
    {
        FieldList fields = List(lines);
        connection.SendFields(stream, fields, endsStream: false);
        fields.Release();
    }

    private FieldList List(params ReadOnlySpan<(string Name, string Value)> lines)
    {
        var fields = new FieldList(pool);
        foreach ((string name, string value) in lines)
        {
            fields.Add(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value));
        }

        return fields;
    }

    private void Downgrade(bool endsStream)
    {
        FieldList fields = connection.Fields;
        var written = new ByteBuffer(pool);
        var form = new Http1Form { HasBody = !endsStream };
        Head head = role == Http2Role.Server ? new RequestHead(pool) : new ResponseHead(pool);
        Fault? fault = head is RequestHead request
            ? Http1HeadWriter.MakeRequest(fields, connection.Outline, form, written, request)
            : Http1HeadWriter.MakeResponse(fields, connection.Outline, form, written, (ResponseHead)head);
        Demand.True(fault is null or { Code: ErrorCodes.UnsupportedMethod }, $"a head that HTTP/1.1 cannot have: {fault?.Message}");
        int expected = fault is null ? ExpectedFields(fields, endsStream) : head.Fields.Length;
        Demand.Same(expected, head.Fields.Length, "the number of fields in HTTP/1.1");
        head.Release();
        written.Release();
    }

    private int ExpectedFields(FieldList fields, bool endsStream)
    {
        int count = 0;
        bool hasCookie = false;
        for (int index = 0; index < fields.Count; index++)
        {
            FieldTraits traits = fields.Traits(index);
            bool isSecondCookie = traits.Kind == Http2FieldKind.Cookie && hasCookie;
            hasCookie |= traits.Kind == Http2FieldKind.Cookie;
            bool isHost = traits.Kind == Http2FieldKind.Host && role == Http2Role.Server;
            count += traits.IsPseudo || isSecondCookie || isHost ? 0 : 1;
        }

        MessageOutline outline = connection.Outline;
        bool isUpgrade = outline.Protocol >= 0;
        bool isChunked = !endsStream && outline is { ContentLength: < 0, IsConnect: false, IsInterim: false };
        return count + (role == Http2Role.Server ? 1 : 0) + (isUpgrade ? 2 : isChunked ? 1 : 0);
    }
}
