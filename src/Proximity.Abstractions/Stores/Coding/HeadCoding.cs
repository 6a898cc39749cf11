using Proximity.Flows;

namespace Proximity.Stores.Coding;

/// <summary>
/// Heads: of a received one the block and what came in its place, of which the strings are made again; of one that user code changed, or a
/// file had, the strings.
/// </summary>
internal static class HeadCoding
{
    private const byte IsRendered = 1;
    private const byte IsBlock = 2;

    public static void Write(ContentWriter writer, RequestSnapshot request)
    {
        if (!TryWriteBlocks(writer, request.Head.Blocks, request.IsRendered))
        {
            Write(writer, request.Head.Peek(), request.Raw);
        }
    }

    public static void Write(ContentWriter writer, ResponseSnapshot response)
    {
        if (!TryWriteBlocks(writer, response.Head.Blocks, response.IsRendered))
        {
            Write(writer, response.Head.Peek(), response.Raw);
        }
    }

    public static ProxyRequest ReadRequest(ref ContentReader reader)
    {
        (bool isRendered, bool isBlock) = ReadKind(ref reader);
        return isBlock
            ? ProxyRequest.FromBlocks(NeededBlock(ref reader), reader.Block(), isRendered)
            : ProxyRequest.FromText(ReadText(ref reader), reader.Text(), isRendered);
    }

    public static ProxyResponse ReadResponse(ref ContentReader reader)
    {
        (bool isRendered, bool isBlock) = ReadKind(ref reader);
        return isBlock
            ? ProxyResponse.FromBlocks(NeededBlock(ref reader), reader.Block(), isRendered)
            : ProxyResponse.FromText(ReadText(ref reader), reader.Text(), isRendered);
    }

    /// <summary>The kind, and the blocks. Of a head that has them no string is made.</summary>
    /// <returns>False when there are strings alone, which have to follow.</returns>
    private static bool TryWriteBlocks(ContentWriter writer, (byte[]? Block, byte[]? Received) blocks, bool isRendered)
    {
        writer.Byte((byte)((isRendered ? IsRendered : 0) | (blocks.Block is null ? 0 : IsBlock)));
        if (blocks.Block is not { } block)
        {
            return false;
        }

        writer.Block(block);
        writer.Block(blocks.Received);
        return true;
    }

    private static void Write(ContentWriter writer, HeadText text, string raw)
    {
        writer.Text(text.First);
        writer.Text(text.Second);
        writer.Text(text.Third);
        writer.Fields([.. text.Headers]);
        writer.Text(raw);
    }

    private static (bool IsRendered, bool IsBlock) ReadKind(ref ContentReader reader)
    {
        byte kind = reader.Byte();
        return kind <= (IsRendered | IsBlock)
            ? ((kind & IsRendered) != 0, (kind & IsBlock) != 0)
            : throw new InvalidDataException("The flow has a head of an unknown kind.");
    }

    private static byte[] NeededBlock(ref ContentReader reader)
        => reader.Block() ?? throw new InvalidDataException("The flow lacks a head.");

    private static HeadText ReadText(ref ContentReader reader)
        => HeadText.Of(reader.Text(), reader.Text(), reader.Text(), reader.Fields());
}
