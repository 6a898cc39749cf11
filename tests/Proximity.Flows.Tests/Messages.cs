using System.Text;
using Proximity.Protocol;

namespace Proximity.Flows.Tests;

/// <summary>Messages from and to Latin-1 text.</summary>
internal static class Messages
{
    public static ProxyRequest Request(string block) => ProxyRequest.FromBlock(Encoding.Latin1.GetBytes(block));

    public static ProxyResponse Response(string block) => ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(block));

    /// <summary>The block written, or null when writing was refused.</summary>
    public static string? Written(ProxyRequest request) => WrittenBytes(request.TryWriteBlock) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    /// <summary>The block written, or null when writing was refused.</summary>
    public static string? Written(ProxyResponse response) => WrittenBytes(response.TryWriteBlock) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    public static byte[]? WrittenBytes(Func<ByteBuffer, bool> tryWrite)
    {
        ByteBuffer output = new(new BufferPool());
        byte[]? written = tryWrite(output) ? output.Span.ToArray() : null;
        output.Release();
        return written;
    }
}
