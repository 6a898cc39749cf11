using System.Globalization;
using System.Text;

namespace Proximity.Load.Generators;

/// <summary>A body of any length, sent in blocks that are made once.</summary>
internal sealed class BulkBody
{
    private const int BlockBytes = 256 * 1024;

    /// <summary>What servers and clients commonly write at once.</summary>
    private const int ChunkBytes = 16 * 1024;

    private const int WordEvery = 1024;

    private readonly byte[] block;
    private readonly Func<int, byte[]> rest;
    private readonly byte[] last;

    private BulkBody(byte[] block, Func<int, byte[]> rest, string last)
    {
        this.block = block;
        this.rest = rest;
        this.last = Encoding.Latin1.GetBytes(last);
    }

    public static BulkBody Plain { get; } = new(Data(BlockBytes), Data, last: "");

    public static BulkBody Chunked { get; } = new([.. Enumerable.Range(0, BlockBytes / ChunkBytes).SelectMany(_ => Chunk(ChunkBytes))], Chunk, last: "0\r\n\r\n");

    public void Send(BlockingPeer peer, long count)
    {
        for (; count >= BlockBytes; count -= BlockBytes)
        {
            peer.Send(block);
        }

        if (count > 0)
        {
            peer.Send(rest((int)count));
        }

        peer.Send(last);
    }

    /// <summary>The word that a contestant is to replace stands in each KiB once; to others all bytes are the same.</summary>
    private static byte[] Data(int count)
    {
        var data = Enumerable.Repeat((byte)'x', count).ToArray();
        for (var at = WordEvery / 2; at + ReplacedWord.Word.Length <= count; at += WordEvery)
        {
            ReplacedWord.Word.CopyTo(data.AsSpan(at));
        }

        return data;
    }

    private static byte[] Chunk(int count) => [.. Encoding.Latin1.GetBytes(count.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. Data(count), .. "\r\n"u8];
}
