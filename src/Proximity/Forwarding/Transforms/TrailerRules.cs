namespace Proximity.Forwarding;

/// <summary>Which trailer fields stay true of other content.</summary>
internal static class TrailerRules
{
    private static readonly string[] OfTheBytes = ["Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "ETag"];

    /// <summary>The field lines that do not describe the bytes that were there, such as the status of a gRPC call.</summary>
    /// <param name="lines">The lines of a trailer section, each with its CRLF.</param>
    public static byte[] StillTrue(ReadOnlySpan<byte> lines)
    {
        var kept = new List<byte>(lines.Length);
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> line = end > 0 ? lines[..end] : lines;
            lines = lines[line.Length..];
            if (!DescribesTheBytes(line))
            {
                kept.AddRange(line);
            }
        }

        return [.. kept];
    }

    private static bool DescribesTheBytes(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        string name = System.Text.Encoding.Latin1.GetString(line[..Math.Max(0, colon)]);
        return OfTheBytes.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
