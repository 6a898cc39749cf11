using System.Buffers.Text;
using System.Text;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Protocol.Messages;

namespace Proximity.Masking;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>
/// Masks the messages of a gRPC or gRPC-Web body. A masked message is written without its compression, which its flags say; the lengths
/// before the messages are those of what follows.
/// </summary>
internal sealed class GrpcMask(ContentDecoder decoder, MaskScope scope, string place)
{
    /// <summary>The content masked: the very memory when there is nothing to mask; null when it has to be left out.</summary>
    public ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> content, string mediaType, Fields headers)
    {
        if (!mediaType.StartsWith("application/grpc-web-text", StringComparison.Ordinal))
        {
            return MaskFrames(content, mediaType, headers);
        }

        byte[] frames = new byte[Base64.GetMaxDecodedFromUtf8Length(content.Length)];
        if (Base64.DecodeFromUtf8(content.Span, frames, out _, out int length) != System.Buffers.OperationStatus.Done)
        {
            return null;
        }

        ReadOnlyMemory<byte> decoded = frames.AsMemory(0, length);
        if (MaskFrames(decoded, mediaType, headers) is not { } masked)
        {
            return null;
        }

        return masked.Equals(decoded) ? content : Encoding.ASCII.GetBytes(Convert.ToBase64String(masked.Span));
    }

    private ReadOnlyMemory<byte>? MaskFrames(ReadOnlyMemory<byte> content, string mediaType, Fields headers)
    {
        bool isJson = mediaType.EndsWith("+json", StringComparison.Ordinal);
        string? encoding = Formats.FieldList.First(headers, "grpc-encoding");
        using var masked = new MemoryStream(content.Length);
        int position = 0;
        while (position < content.Length)
        {
            if (content.Length - position < GrpcMessageHeader.Bytes || !GrpcMessageHeader.IsValid(content.Span[position], isWeb: true))
            {
                return null;
            }

            var header = GrpcMessageHeader.Read(content.Span[position..]);
            position += GrpcMessageHeader.Bytes;
            if (header.Length > content.Length - position)
            {
                return null;
            }

            ReadOnlyMemory<byte> payload = content.Slice(position, (int)header.Length);
            position += payload.Length;
            if (MaskPayload(payload, header, isJson, encoding) is not { } changed)
            {
                return null;
            }

            Write(masked, header, payload, changed);
        }

        byte[] whole = masked.ToArray();
        return content.Span.SequenceEqual(whole) ? content : whole;
    }

    private static void Write(MemoryStream output, GrpcMessageHeader header, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> changed)
    {
        bool isSame = changed.Equals(payload);
        Span<byte> start = stackalloc byte[GrpcMessageHeader.Bytes];
        (header with { IsCompressed = isSame && header.IsCompressed, Length = changed.Length }).Write(start);
        output.Write(start);
        output.Write(changed.Span);
    }

    private ReadOnlyMemory<byte>? MaskPayload(ReadOnlyMemory<byte> payload, GrpcMessageHeader header, bool isJson, string? encoding)
    {
        ReadOnlyMemory<byte> message = payload;
        if (header.IsCompressed)
        {
            DecodedContent decoded = decoder.Decode(payload, [encoding ?? string.Empty]);
            if (decoded.State != ContentState.Complete)
            {
                return null;
            }

            message = decoded.Bytes;
        }

        ReadOnlyMemory<byte>? masked = header.Kind == GrpcMessageKind.Trailers
            ? Trailers(message)
            : isJson ? JsonMask.Mask(message, scope, place) : ProtobufMask.Mask(message, scope, place);
        return masked is { } known && known.Equals(message) ? payload : masked;
    }

    private ReadOnlyMemory<byte> Trailers(ReadOnlyMemory<byte> block)
    {
        KeyValuePair<string, string>[] fields = HeadSplitter.Fields(block.Span);
        Fields masked = FieldMask.Mask(fields, scope, $"{place} trailer");
        return ReferenceEquals(masked, fields)
            ? block
            : Formats.FieldText.GetBytes(string.Concat(masked.Select(field => $"{field.Key}: {field.Value}\r\n")));
    }
}
