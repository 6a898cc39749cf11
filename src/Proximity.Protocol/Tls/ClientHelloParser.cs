using System.Buffers.Binary;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Tls;

/// <summary>
/// Finds the ClientHello at the start of a TLS connection: puts the handshake message together from its records (RFC 8446 §5.1), and reads what <see cref="ClientHello"/> holds.
/// Nothing is consumed: a TLS implementation, or the origin, gets every byte. What is said depends on the bytes alone, never on how they were cut on the way.
/// </summary>
internal static class ClientHelloParser
{
    /// <summary>The most bytes of the records that a hello may take. Those in use, post-quantum keys included, have some 2 KiB.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The most records: the shortest useful ones would else make the walk over them the work of the square of their number.</summary>
    private const int MaxRecords = 1024;

    private const int RecordHeaderBytes = 5;
    private const int MessageHeaderBytes = 4;

    /// <summary>A plaintext fragment has at most 2^14 bytes.</summary>
    private const int MaxFragmentBytes = 1 << 14;

    /// <summary>Looks for one whole ClientHello at the start of <paramref name="input"/>.</summary>
    /// <param name="input">All bytes of the connection so far.</param>
    /// <param name="hello">What it says, when done.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> input, out ClientHello? hello)
    {
        hello = null;
        ReadOnlySpan<byte> window = input[..Math.Min(input.Length, MaxBytes)];
        ParseResult found = FindMessage(window, out int length, out int recordCount);
        if (found.State != ParseState.Done)
        {
            return found.State == ParseState.NeedMore && input.Length >= MaxBytes ? Refused($"The ClientHello is longer than {MaxBytes} bytes.") : found;
        }

        ReadOnlySpan<byte> message = recordCount == 1 ? window.Slice(RecordHeaderBytes, length) : Join(window, length);
        hello = ClientHelloReader.Read(message[MessageHeaderBytes..], out string? problem);
        return hello is null ? Refused(problem!) : found;
    }

    /// <summary>Walks over the records until they hold the message. The length is the message's, its header included.</summary>
    private static ParseResult FindMessage(ReadOnlySpan<byte> window, out int length, out int recordCount)
    {
        length = 0;
        recordCount = 0;
        int at = 0;
        int held = 0;
        int messageLength = int.MaxValue;
        Span<byte> header = stackalloc byte[MessageHeaderBytes];
        while (held < messageLength)
        {
            if (CheckHeader(window[at..]) is { } fault)
            {
                return fault;
            }

            if (window.Length - at < RecordHeaderBytes)
            {
                return ParseResult.NeedMore;
            }

            if (++recordCount > MaxRecords)
            {
                return Refused($"The ClientHello is cut into more than {MaxRecords} records.");
            }

            int fragmentLength = BinaryPrimitives.ReadUInt16BigEndian(window[(at + 3)..]);
            ReadOnlySpan<byte> fragment = window[(at + RecordHeaderBytes)..];
            fragment = fragment[..Math.Min(fragment.Length, fragmentLength)];
            if (messageLength == int.MaxValue && ReadMessageHeader(fragment, held, header, out messageLength) is { } wrong)
            {
                return wrong;
            }

            held += fragment.Length;
            at += RecordHeaderBytes + fragmentLength;
            if (held < messageLength && fragment.Length < fragmentLength)
            {
                return ParseResult.NeedMore;
            }
        }

        length = messageLength;
        return new ParseResult(ParseState.Done);
    }

    /// <summary>Judges as much of a record's header as is there: a wrong byte is refused as soon as it is seen.</summary>
    private static ParseResult? CheckHeader(ReadOnlySpan<byte> record)
    {
        if (record.Length > 0 && record[0] != 22)
        {
            return Refused("A record of the ClientHello is not of the type handshake (RFC 8446 §5.1).");
        }

        // The versions of these records are frozen at 3.1 and 3.3, and to be ignored but for the first byte.
        if (record.Length > 1 && record[1] != 3)
        {
            return Refused("A record of the ClientHello has a version that TLS does not know (RFC 8446 §5.1).");
        }

        if (record.Length < RecordHeaderBytes)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(record[3..]);
        return length is 0 or > MaxFragmentBytes ? Refused("A record of the ClientHello is empty or longer than 2^14 bytes (RFC 8446 §5.1).") : null;
    }

    /// <summary>Gathers the four bytes of the message's header, which may stand in several records. The length stays unknown until the last one.</summary>
    private static ParseResult? ReadMessageHeader(ReadOnlySpan<byte> fragment, int held, Span<byte> header, out int messageLength)
    {
        messageLength = int.MaxValue;
        int wanted = Math.Min(header.Length - held, fragment.Length);
        fragment[..wanted].CopyTo(header[held..]);
        if (held + wanted > 0 && header[0] != 1)
        {
            return Refused("The first handshake message is not a ClientHello (RFC 8446 §4).");
        }

        if (held + wanted < header.Length)
        {
            return null;
        }

        messageLength = MessageHeaderBytes + ((header[1] << 16) | (header[2] << 8) | header[3]);
        return messageLength > MaxBytes ? Refused($"The ClientHello is longer than {MaxBytes} bytes.") : null;
    }

    private static byte[] Join(ReadOnlySpan<byte> window, int length)
    {
        byte[] message = new byte[length];
        int written = 0;
        while (written < length)
        {
            int fragmentLength = BinaryPrimitives.ReadUInt16BigEndian(window[3..]);
            int taken = Math.Min(fragmentLength, length - written);
            window.Slice(RecordHeaderBytes, taken).CopyTo(message.AsSpan(written));
            written += taken;
            window = window[Math.Min(window.Length, RecordHeaderBytes + fragmentLength)..];
        }

        return message;
    }

    private static ParseResult Refused(string message) => ParseResult.Refused(new Fault(ErrorCodes.MalformedClientHello, FaultSide.Client, 0, message));
}
