using System.Globalization;
using System.Text;

namespace Proximity.Protocol.Messages;

/// <summary>Writes events as a stream (WHATWG HTML §9.2.5), each line ended by LF.</summary>
internal static class SseWriter
{
    /// <summary>
    /// Writes one block and its blank line. A CR or CRLF within data or a comment reaches the client as a line end, which is an LF.
    /// </summary>
    /// <param name="message">What to write.</param>
    /// <param name="output">Where it is put, behind what is there.</param>
    /// <exception cref="ArgumentException">The type or the id holds a line end, the id holds NUL, or the reconnection time is negative: a
    /// client would read something else.</exception>
    public static void Write(SseEvent message, ByteBuffer output)
    {
        Check(message);
        WriteLines(""u8, message.Comment, output);
        WriteLine("event"u8, message.Type, output);
        WriteLine("id"u8, message.Id, output);
        WriteLine("retry"u8, message.RetryMilliseconds?.ToString(CultureInfo.InvariantCulture), output);
        WriteLines("data"u8, message.Data, output);
        output.Write((byte)'\n');
    }

    private static void Check(SseEvent message)
    {
        const string LineEnds = "\r\n";
        if (message.Type.AsSpan().ContainsAny(LineEnds) || message.Id.AsSpan().ContainsAny(LineEnds))
        {
            throw new ArgumentException("The type and the id of an event have one line each.", nameof(message));
        }

        if (message.Id.AsSpan().Contains('\0'))
        {
            throw new ArgumentException("An id with NUL is ignored by clients.", nameof(message));
        }

        if (message.RetryMilliseconds < 0)
        {
            throw new ArgumentException("A reconnection time is not negative.", nameof(message));
        }
    }

    private static void WriteLines(ReadOnlySpan<byte> name, string? text, ByteBuffer output)
    {
        if (text is null)
        {
            return;
        }

        ReadOnlySpan<char> rest = text;
        int length;
        while ((length = rest.IndexOfAny('\r', '\n')) >= 0)
        {
            WriteLine(name, rest[..length], output);
            rest = rest[length..].StartsWith("\r\n") ? rest[(length + 2)..] : rest[(length + 1)..];
        }

        WriteLine(name, rest, output);
    }

    private static void WriteLine(ReadOnlySpan<byte> name, string? value, ByteBuffer output)
    {
        if (value is not null)
        {
            WriteLine(name, value.AsSpan(), output);
        }
    }

    /// <summary>The space behind the colon is always written, so that one which the value begins with survives.</summary>
    private static void WriteLine(ReadOnlySpan<byte> name, ReadOnlySpan<char> value, ByteBuffer output)
    {
        output.Write(name);
        output.Write(": "u8);
        int room = Encoding.UTF8.GetMaxByteCount(value.Length);
        output.Advance(Encoding.UTF8.GetBytes(value, output.Reserve(room)));
        output.Write((byte)'\n');
    }
}
