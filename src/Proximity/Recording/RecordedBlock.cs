using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>The block of a request as user code and records see it: as received, but for the credentials that were meant for this proxy alone.</summary>
internal static class RecordedBlock
{
    private static ReadOnlySpan<byte> Mask => "***"u8;

    /// <summary>A copy of the block, or of what lenient reading made it of.</summary>
    /// <param name="head">The head.</param>
    /// <param name="bytes">Its <see cref="Head.Block"/> or its <see cref="Head.Received"/>, which have the same lines.</param>
    public static byte[] Of(RequestHead head, ReadOnlySpan<byte> bytes) => head.Has(FieldKind.ProxyAuthorization) ? WithoutCredentials(head, bytes) : bytes.ToArray();

    /// <summary>
    /// A copy of a head that the proxy has written. The one Proxy-Authorization in it is the proxy's own, for an upstream proxy: a client's
    /// goes no further.
    /// </summary>
    public static byte[] WithoutUpstreamCredentials(ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<byte> field = "\r\nProxy-Authorization: "u8;
        int start = block.IndexOf(field);
        if (start < 0)
        {
            return block.ToArray();
        }

        ReadOnlySpan<byte> value = block[(start + field.Length)..];
        return [.. block[..(start + field.Length)], .. Mask, .. value[value.IndexOf("\r\n"u8)..]];
    }

    private static byte[] WithoutCredentials(RequestHead head, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mask = Mask;
        using var block = new MemoryStream(bytes.Length + mask.Length);
        int copied = 0;
        int lineStart = NextLine(bytes, 0);
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.Kind == FieldKind.ProxyAuthorization && field.ValueLength > 0)
            {
                int valueStart = lineStart + field.ValueStart - field.NameStart;
                block.Write(bytes[copied..valueStart]);
                block.Write(mask);
                copied = valueStart + field.ValueLength;
            }

            lineStart = NextLine(bytes, lineStart);
        }

        block.Write(bytes[copied..]);
        return block.ToArray();
    }

    private static int NextLine(ReadOnlySpan<byte> bytes, int from) => from + bytes[from..].IndexOf((byte)'\n') + 1;
}
