using System.Text;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Framing;

/// <summary>
/// Takes the chunked coding off a body as it streams (RFC 9112 §7.1), in place and validating every framing byte. Reusable; not thread-safe.
/// Its states follow the grammar: a size line, that many bytes of data, their CRLF, and so on; after a size of zero, trailer lines up to the empty one.
/// </summary>
internal sealed class ChunkedDecoder(BufferPool pool)
{
    private const int MaxLineBytes = 4 * 1024;
    private const int MaxTrailerBytes = 16 * 1024;
    private const int MaxTrailerFields = 100;

    /// <summary>Extensions may exceed the data they travel with by this much: more is a way to make the reader work for nothing.</summary>
    private const int MaxExcessExtensionBytes = 16 * 1024;

    private readonly ByteBuffer line = new(pool);
    private readonly ByteBuffer trailers = new(pool);
    private string malformedCode = ErrorCodes.MalformedRequestBody;
    private bool isLenient;
    private Head? head;
    private HashSet<string>? connectionOptions;
    private State state;
    private long remaining;
    private long extensionExcess;
    private int trailerBytes;
    private int trailerFields;

    private enum State : byte
    {
        Size,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        Trailer,
        Done,
    }

    /// <summary>The trailer section's field lines that may be passed on, each with its CRLF, ready to be written; empty when there are none. Valid once done.</summary>
    public ReadOnlySpan<byte> Trailers => trailers.Span;

    /// <summary>Prepares for a new body.</summary>
    /// <param name="code">The code of this side's faults: <see cref="ErrorCodes.MalformedRequestBody"/> or <see cref="ErrorCodes.MalformedResponseBody"/>.</param>
    /// <param name="messageHead">The message's head; trailer fields that its Connection names do not pass on. Null when there is none to ask.</param>
    /// <param name="takesPadding">True when white space at the end of a chunk-size line is taken.</param>
    public void Start(string code, Head? messageHead, bool takesPadding = false)
    {
        malformedCode = code;
        isLenient = takesPadding;
        head = messageHead;
        connectionOptions = null;
        state = State.Size;
        remaining = 0;
        extensionExcess = 0;
        trailerBytes = 0;
        trailerFields = 0;
        line.Release();
        trailers.Release();
    }

    /// <summary>Decodes what is there. The payload found is moved to the front of <paramref name="bytes"/>; bytes from <paramref name="consumed"/> on are untouched.</summary>
    /// <param name="bytes">Body bytes as they came; every one is consumed unless the body ends inside.</param>
    /// <param name="consumed">How many belonged to the body.</param>
    /// <param name="payloadLength">How many payload bytes now stand at the front.</param>
    /// <param name="fault">What is wrong, when the state is fault.</param>
    public ParseState Decode(Span<byte> bytes, out int consumed, out int payloadLength, out Fault? fault)
    {
        consumed = 0;
        payloadLength = 0;
        fault = null;
        while (state != State.Done && consumed < bytes.Length)
        {
            if (state == State.Data)
            {
                int count = (int)Math.Min(remaining, bytes.Length - consumed);
                bytes.Slice(consumed, count).CopyTo(bytes[payloadLength..]);
                payloadLength += count;
                consumed += count;
                remaining -= count;
                state = remaining == 0 ? State.DataCarriageReturn : State.Data;
            }
            else if (Frame(bytes, ref consumed) is { } problem)
            {
                fault = new Fault(
                    malformedCode,
                    malformedCode == ErrorCodes.MalformedRequestBody ? FaultSide.Client : FaultSide.Origin,
                    malformedCode == ErrorCodes.MalformedRequestBody ? 400 : 502,
                    problem);
                return ParseState.Fault;
            }
        }

        return state == State.Done ? ParseState.Done : ParseState.NeedMore;
    }

    /// <summary>Gives back what the trailers held.</summary>
    public void Release()
    {
        line.Release();
        trailers.Release();
    }

    /// <summary>One step through framing bytes; the result is what is wrong with them.</summary>
    private string? Frame(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        switch (state)
        {
            case State.DataCarriageReturn:
                state = State.DataLineFeed;
                return bytes[consumed++] == '\r' ? null : "A chunk's data is not followed by CRLF (RFC 9112 §7.1).";
            case State.DataLineFeed:
                state = State.Size;
                return bytes[consumed++] == '\n' ? null : "A chunk's data is not followed by CRLF (RFC 9112 §7.1).";
            default:
                string? problem = TakeLine(bytes, ref consumed, out ReadOnlySpan<byte> whole, out bool isWhole);
                if (problem is null && isWhole)
                {
                    problem = state == State.Size ? ReadSize(whole) : ReadTrailer(whole);
                    line.Release();
                }

                return problem;
        }
    }

    /// <summary>Takes bytes up to a line's end; a line that came in parts is put together first.</summary>
    private string? TakeLine(ReadOnlySpan<byte> bytes, ref int consumed, out ReadOnlySpan<byte> whole, out bool isWhole)
    {
        whole = default;
        ReadOnlySpan<byte> rest = bytes[consumed..];
        int lineFeed = rest.IndexOf((byte)'\n');
        isWhole = lineFeed >= 0;
        ReadOnlySpan<byte> part = isWhole ? rest[..(lineFeed + 1)] : rest;
        consumed += part.Length;
        if (line.Length + part.Length > MaxLineBytes)
        {
            return "A line of the chunked coding is longer than 4 KiB (RFC 9112 §7.1).";
        }

        // What cannot become a line is refused before its end: a peer that waits for an answer may never send one.
        if (HasBareCarriageReturn(part))
        {
            return "A CR in a line of the chunked coding is not followed by LF (RFC 9112 §2.2).";
        }

        if (!isWhole || line.Length > 0)
        {
            line.Write(part);
            part = line.Span;
        }

        if (!isWhole)
        {
            return state == State.Size && !char.IsAsciiHexDigit((char)part[0]) ? "A chunk-size has no hexadecimal digit (RFC 9112 §7.1)." : null;
        }

        whole = part[..^1];
        if (whole.IsEmpty || whole[^1] != '\r')
        {
            return "A line of the chunked coding ends without CR (RFC 9112 §7.1).";
        }

        whole = whole[..^1];
        return null;
    }

    /// <summary>True when a CR stands before anything but LF, in the bytes that now come or between them and what came before.</summary>
    private bool HasBareCarriageReturn(ReadOnlySpan<byte> part)
        => (line.Length > 0 && line.Span[^1] == '\r' && part[0] != '\n') || (part.IndexOf((byte)'\r') is >= 0 and int at && at + 1 < part.Length && part[at + 1] != '\n');

    private string? ReadSize(ReadOnlySpan<byte> whole)
    {
        string? problem = ChunkSize.Read(whole, isLenient, out remaining, out int extensionLength);
        extensionExcess = Math.Max(0, extensionExcess + extensionLength - remaining);
        if (extensionExcess > MaxExcessExtensionBytes)
        {
            return "Chunk extensions exceed the data by more than 16 KiB (RFC 9112 §7.1.1).";
        }

        state = remaining > 0 ? State.Data : State.Trailer;
        return problem;
    }

    private string? ReadTrailer(ReadOnlySpan<byte> whole)
    {
        if (whole.IsEmpty)
        {
            state = State.Done;
            return null;
        }

        trailerBytes += whole.Length + 2;
        if (trailerBytes > MaxTrailerBytes || ++trailerFields > MaxTrailerFields)
        {
            return "The trailer section is longer than 16 KiB or 100 fields (RFC 9112 §7.1.2).";
        }

        if (FieldLine.Read(whole, 0, whole.Length, allowSpaceBeforeColon: false, out HeadField field) is { } problem)
        {
            return problem;
        }

        ReadOnlySpan<byte> name = whole[..field.NameLength];
        if (!ForbiddenTrailers.Contains(name) && !EndsHere(name))
        {
            trailers.Write(whole);
            trailers.Write("\r\n"u8);
        }

        return null;
    }

    /// <summary>What Connection names is removed from the trailer section as it is from the head (RFC 9110 §7.6.1).</summary>
    private bool EndsHere(ReadOnlySpan<byte> name)
    {
        if (head is null || !head.Has(FieldKind.Connection))
        {
            return false;
        }

        connectionOptions ??= HopByHop.OptionsOf(head);
        return connectionOptions.Contains(Encoding.Latin1.GetString(name));
    }
}
