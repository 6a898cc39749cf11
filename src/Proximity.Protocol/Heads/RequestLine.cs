namespace Proximity.Protocol.Heads;

/// <summary>
/// The request line at the start of bytes that need not be a whole or a valid head: what can be said of a request that is refused. Whether a head is valid, <see cref="HeadParser"/> judges.
/// </summary>
internal static class RequestLine
{
    /// <summary>Reads method and target. False when no line has ended yet, or it is not method, space, target, space, version (RFC 9112 §3).</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
    {
        method = target = default;
        ReadOnlySpan<byte> rest = received.TrimStart("\r\n"u8);
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> line = rest[..end].TrimEnd((byte)'\r');
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first < 0 || first == last || !line[(last + 1)..].StartsWith("HTTP/"u8))
        {
            return false;
        }

        method = line[..first];
        target = line[(first + 1)..last];

        // Control characters and spaces in a target could forge what errors are shown in.
        return FieldSyntax.IsToken(method) && !target.IsEmpty && !target.ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }
}
