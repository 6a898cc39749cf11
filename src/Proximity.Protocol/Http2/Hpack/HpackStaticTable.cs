using System.Text;

namespace Proximity.Protocol.Http2.Hpack;

/// <summary>The static table (RFC 7541 Appendix A), by index and by what stands in it.</summary>
internal static class HpackStaticTable
{
    /// <summary>How many entries there are; the dynamic table's first index is behind it.</summary>
    public const int Count = 61;

    private const int Slots = 256;

    private static readonly HpackEntry[] Entries = [.. Fields().Select(field => new HpackEntry(Bytes(field.Name), Bytes(field.Value)))];
    private static readonly byte[] ByField = Hashed(entry => entry.Hash);
    private static readonly byte[] ByName = Hashed(entry => entry.NameHash);

    /// <param name="index">From 1 to <see cref="Count"/>.</param>
    public static HpackEntry Get(int index) => Entries[index - 1];

    /// <summary>The index of a field that is equal; 0 when there is none.</summary>
    public static int IndexOf(uint hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int slot = (int)(hash % Slots);
        while (ByField[slot] is var index && index != 0)
        {
            if (Get(index).Hash == hash && Get(index).Is(name, value))
            {
                return index;
            }

            slot = (slot + 1) % Slots;
        }

        return 0;
    }

    /// <summary>The first index of a field with this name; 0 when there is none.</summary>
    public static int IndexOfName(uint nameHash, ReadOnlySpan<byte> name)
    {
        int slot = (int)(nameHash % Slots);
        while (ByName[slot] is var index && index != 0)
        {
            if (Get(index).NameHash == nameHash && Get(index).Name.SequenceEqual(name))
            {
                return index;
            }

            slot = (slot + 1) % Slots;
        }

        return 0;
    }

    /// <summary>
    /// Indexes by hash, a collision in the next slot. Of equal names the first is found first, because it was put there first.
    /// </summary>
    private static byte[] Hashed(Func<HpackEntry, uint> hashOf)
    {
        byte[] table = new byte[Slots];
        for (int index = 1; index <= Count; index++)
        {
            int slot = (int)(hashOf(Get(index)) % Slots);
            while (table[slot] != 0)
            {
                slot = (slot + 1) % Slots;
            }

            table[slot] = (byte)index;
        }

        return table;
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static IEnumerable<(string Name, string Value)> Fields() =>
    [
        (":authority", ""),
        (":method", "GET"),
        (":method", "POST"),
        (":path", "/"),
        (":path", "/index.html"),
        (":scheme", "http"),
        (":scheme", "https"),
        (":status", "200"),
        (":status", "204"),
        (":status", "206"),
        (":status", "304"),
        (":status", "400"),
        (":status", "404"),
        (":status", "500"),
        ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"),
        .. Names.Select(name => (name, "")),
    ];

    private static IEnumerable<string> Names =>
    [
        "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization", "cache-control",
        "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range",
        "content-type", "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range",
        "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range",
        "referer", "refresh", "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary",
        "via", "www-authenticate",
    ];
}
