using System.Buffers.Text;
using System.Diagnostics;
using Proximity.Protocol.Framing;

namespace Proximity.Protocol.Heads;

/// <summary>
/// Writes heads for the next hop: the received field lines byte for byte, without the hop-by-hop fields (RFC 9110 §7.6.1), with the framing that was understood.
/// </summary>
internal static class HeadWriter
{
    private const int LongestNumber = 20;

    /// <summary>Appends a request head.</summary>
    public static void WriteRequest(RequestHead head, in RequestOutline outline, ByteBuffer output)
    {
        output.Write(head.Method);
        output.Write((byte)' ');
        output.Write(outline.Target);
        output.Write(outline.AsHttp10 ? " HTTP/1.0\r\n"u8 : " HTTP/1.1\r\n"u8);
        if (!head.Has(FieldKind.Host))
        {
            WriteField("Host"u8, outline.Host, output);
        }

        new FieldWriter(head, outline.Framing, outline.Host, output) { DropsExpect = outline.DropExpect }.Write();
        bool sendTrailers = head.ListContains(FieldKind.TE, "trailers"u8);
        if (sendTrailers)
        {
            WriteField("TE"u8, "trailers"u8, output);
        }

        output.Write(outline.ForwardedLines);
        if (!outline.ProxyAuthorization.IsEmpty)
        {
            WriteField("Proxy-Authorization"u8, outline.ProxyAuthorization, output);
        }

        if (!outline.Via.IsEmpty)
        {
            WriteField("Via"u8, outline.Via, output);
        }

        WriteConnection(head, outline.KeepUpgrade, sendTrailers, outline.Connection, output);
        output.Write("\r\n"u8);
    }

    /// <summary>Appends a response head.</summary>
    public static void WriteResponse(ResponseHead head, in ResponseOutline outline, ByteBuffer output)
    {
        output.Write(outline.AsHttp10 ? "HTTP/1.0 "u8 : "HTTP/1.1 "u8);
        WriteNumber(head.Status, output);
        output.Write((byte)' ');
        output.Write(head.Reason);
        output.Write("\r\n"u8);
        new FieldWriter(head, outline.KeepDeclaredFraming ? MessageFraming.Declared(head) : outline.Framing, default, output).Write();
        if (outline.Date is { } date && !HasDate(head))
        {
            WriteField("Date"u8, date, output);
        }

        if (outline.Via is { } via)
        {
            WriteField("Via"u8, via, output);
        }

        WriteConnection(head, outline.KeepUpgrade, sendTrailers: false, outline.Connection, output);
        output.Write("\r\n"u8);
    }

    private static bool HasDate(ResponseHead head)
    {
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (FieldSyntax.EqualsIgnoreCase(head.Name(field), "Date"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteConnection(Head head, bool keepUpgrade, bool sendTrailers, ConnectionToken token, ByteBuffer output)
    {
        if (keepUpgrade)
        {
            WriteUpgrade(head, output);
        }

        if (!keepUpgrade && !sendTrailers && token == ConnectionToken.None)
        {
            return;
        }

        output.Write("Connection: "u8);
        bool any = false;
        WriteOption(keepUpgrade, "upgrade"u8, ref any, output);
        WriteOption(sendTrailers, "TE"u8, ref any, output);
        WriteOption(token == ConnectionToken.Close, "close"u8, ref any, output);
        output.Write("\r\n"u8);
    }

    private static void WriteOption(bool isSet, ReadOnlySpan<byte> option, ref bool any, ByteBuffer output)
    {
        if (isSet)
        {
            output.Write(any ? ", "u8 : default);
            output.Write(option);
            any = true;
        }
    }

    private static void WriteUpgrade(Head head, ByteBuffer output)
    {
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.Kind == FieldKind.Upgrade)
            {
                WriteField(head.Name(field), head.Value(field), output);
            }
        }
    }

    internal static void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ByteBuffer output)
    {
        output.Write(name);
        output.Write(": "u8);
        output.Write(value);
        output.Write("\r\n"u8);
    }

    internal static void WriteNumber(long number, ByteBuffer output)
    {
        bool formatted = Utf8Formatter.TryFormat(number, output.Reserve(LongestNumber), out int count);
        Debug.Assert(formatted, "twenty digits hold every long");
        output.Advance(count);
    }
}
