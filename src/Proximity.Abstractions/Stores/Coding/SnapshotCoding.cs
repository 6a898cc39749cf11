using Proximity.Flows;

namespace Proximity.Stores.Coding;

/// <summary>
/// The parts of a flow in the order in which version 1 has them. Version 2 adds the certificates of TLS, more of what files say, and, at
/// the end, the heads that user code changed and the client's connection.
/// </summary>
internal static class SnapshotCoding
{
    [Flags]
    private enum Facts : byte
    {
        ClientInClear = 1,
        Intercepted = 2,
        Modified = 4,
        Completed = 8,
        HasResponse = 16,
        IsWebSocket = 32,
        HasDetails = 64,
        HasClientProcess = 128,
    }

    private const Facts AllFacts = (Facts)255;

    public static void Write(ContentWriter writer, FlowSnapshot flow)
    {
        writer.Byte((byte)FactsOf(flow));
        writer.Number(flow.Id);
        writer.Time(flow.Timestamp);
        writer.Text(flow.ClientIP);
        HeadCoding.Write(writer, flow.Request);
        BodyCoding.Write(writer, flow.Request.Body);
        if (flow.Response is { } response)
        {
            HeadCoding.Write(writer, response);
            BodyCoding.Write(writer, response.Body);
        }

        writer.Number(flow.Duration.Ticks);
        Write(writer, flow.Timings);
        writer.Text(flow.Tunnel);
        Write(writer, flow.ClientTls);
        Write(writer, flow.OriginTls);
        Write(writer, flow.ClientStream);
        Write(writer, flow.OriginStream);
        writer.Text(flow.PassedThrough);
        writer.Text(flow.AnsweredBy);
        writer.Text(flow.ErrorCode);
        writer.Optional(flow.AnsweredStatus);
        writer.Number(flow.RequestBytes);
        writer.Number(flow.ResponseBytes);
        MessageCoding.Write(writer, flow);
        if (flow.Details is { } details)
        {
            Write(writer, details);
        }

        if (flow.ClientProcess is { } process)
        {
            writer.Text(process);
        }

        HeadChangeCoding.Write(writer, flow.HeadChanges);
        writer.Optional(flow.ClientConnectionId);
    }

    public static FlowSnapshot Read(
        ref ContentReader reader, int version, ReadOnlyMemory<byte> requestBody, ReadOnlyMemory<byte> responseBody)
    {
        var facts = (Facts)reader.Byte();
        if ((facts & ~AllFacts) != 0)
        {
            throw new InvalidDataException("The flow has facts that are not known.");
        }

        long id = reader.Number();
        DateTimeOffset timestamp = reader.Time();
        string clientIP = reader.Text();
        ProxyRequest request = HeadCoding.ReadRequest(ref reader);
        FlowBody sent = BodyCoding.Read(ref reader, requestBody);

        // Initializers run in the order in which they stand, which is the order of what was written.
        return new FlowSnapshot(new RequestSnapshot(request, sent), clientIP)
        {
            Id = id,
            Timestamp = timestamp,
            ClientInClear = facts.HasFlag(Facts.ClientInClear),
            Intercepted = facts.HasFlag(Facts.Intercepted),
            Modified = facts.HasFlag(Facts.Modified),
            Completed = facts.HasFlag(Facts.Completed),
            Response = facts.HasFlag(Facts.HasResponse)
                ? new ResponseSnapshot(HeadCoding.ReadResponse(ref reader), BodyCoding.Read(ref reader, responseBody)) : null,
            Duration = new TimeSpan(reader.Number()),
            Timings = ReadTimings(ref reader),
            Tunnel = reader.OptionalText(),
            ClientTls = ReadTls(ref reader, version),
            OriginTls = ReadTls(ref reader, version),
            ClientStream = ReadStream(ref reader),
            OriginStream = ReadStream(ref reader),
            PassedThrough = reader.OptionalText(),
            AnsweredBy = reader.OptionalText(),
            ErrorCode = reader.OptionalText(),
            AnsweredStatus = (int?)reader.Optional(),
            RequestBytes = reader.Number(),
            ResponseBytes = reader.Number(),
            WebSocketMessages = facts.HasFlag(Facts.IsWebSocket) ? [] : null,
            MessageCount = reader.Number(),
            WebSocketToOriginCount = reader.Number(),
            WebSocketNotes = MessageCoding.ReadNotes(ref reader),
            Messages = MessageCoding.Read(ref reader),
            Details = facts.HasFlag(Facts.HasDetails) ? ReadDetails(ref reader, version) : null,
            ClientProcess = facts.HasFlag(Facts.HasClientProcess) ? reader.Text() : null,
            HeadChanges = version >= 2 ? HeadChangeCoding.Read(ref reader) : null,
            ClientConnectionId = version >= 2 ? reader.Optional() : null,
        };
    }

    private static Facts FactsOf(FlowSnapshot flow)
        => (flow.ClientInClear ? Facts.ClientInClear : 0)
            | (flow.Intercepted ? Facts.Intercepted : 0)
            | (flow.Modified ? Facts.Modified : 0)
            | (flow.Completed ? Facts.Completed : 0)
            | (flow.Response is not null ? Facts.HasResponse : 0)
            | (flow.WebSocketMessages is not null ? Facts.IsWebSocket : 0)
            | (flow.Details is not null ? Facts.HasDetails : 0)
            | (flow.ClientProcess is not null ? Facts.HasClientProcess : 0);

    private static void Write(ContentWriter writer, FlowTimings timings)
    {
        writer.Number(timings.Dns.Ticks);
        writer.Number(timings.Connect.Ticks);
        writer.Number(timings.Send.Ticks);
        writer.Number(timings.Wait.Ticks);
        writer.Number(timings.Receive.Ticks);
    }

    private static FlowTimings ReadTimings(ref ContentReader reader)
        => new(Span(ref reader), Span(ref reader), Span(ref reader), Span(ref reader), Span(ref reader));

    private static TimeSpan Span(ref ContentReader reader) => new(reader.Number());

    private static void Write(ContentWriter writer, FlowTls? tls)
    {
        writer.Text(tls?.Protocol);
        if (tls is not null)
        {
            writer.Text(tls.CipherSuite);
            writer.Text(tls.ApplicationProtocol);
            writer.Text(tls.ServerName);
            CertificateCoding.Write(writer, tls.Certificates);
        }
    }

    private static FlowTls? ReadTls(ref ContentReader reader, int version)
        => reader.OptionalText() is { } protocol
            ? new FlowTls(protocol, reader.Text(), reader.OptionalText(), reader.OptionalText())
            {
                Certificates = version >= 2 ? CertificateCoding.Read(ref reader) : [],
            }
            : null;

    private static void Write(ContentWriter writer, StreamIdentity? stream)
    {
        writer.Optional(stream?.ConnectionId);
        if (stream is not null)
        {
            writer.Optional(stream.StreamId);
        }
    }

    private static StreamIdentity? ReadStream(ref ContentReader reader)
        => reader.Optional() is { } connection ? new StreamIdentity(connection, (int?)reader.Optional()) : null;

    private static void Write(ContentWriter writer, FlowDetails details)
    {
        writer.Text(details.OriginAddress);
        writer.Text(details.Connection);
        writer.Optional(details.Blocked?.Ticks);
        writer.Optional(details.Tls?.Ticks);
        writer.Optional(details.WireBodyBytes);
        writer.Text(details.Error);
        writer.Text(details.Comment);
        writer.Text(details.ClientConnection);
        writer.Optional(details.ClientPort);
        writer.Optional(details.RequestHeadBytes);
        writer.Optional(details.ResponseHeadBytes);
    }

    private static FlowDetails ReadDetails(ref ContentReader reader, int version) => new()
    {
        OriginAddress = reader.OptionalText(),
        Connection = reader.OptionalText(),
        Blocked = reader.Optional() is { } blocked ? new TimeSpan(blocked) : null,
        Tls = reader.Optional() is { } tls ? new TimeSpan(tls) : null,
        WireBodyBytes = reader.Optional(),
        Error = reader.OptionalText(),
        Comment = reader.OptionalText(),
        ClientConnection = version >= 2 ? reader.OptionalText() : null,
        ClientPort = version >= 2 ? (int?)reader.Optional() : null,
        RequestHeadBytes = version >= 2 ? reader.Optional() : null,
        ResponseHeadBytes = version >= 2 ? reader.Optional() : null,
    };
}
