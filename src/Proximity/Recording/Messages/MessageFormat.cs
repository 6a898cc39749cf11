using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>How a body is cut into messages.</summary>
internal enum MessageFormatKind
{
    ServerSentEvents,
    Grpc,
    GrpcWeb,
}

/// <summary>What a head says of the messages in its body.</summary>
/// <param name="Kind">How the body is cut.</param>
/// <param name="Coding">What <c>grpc-encoding</c> names; null for none.</param>
internal sealed record MessageFormat(MessageFormatKind Kind, string? Coding = null)
{
    private static readonly MessageFormat Events = new(MessageFormatKind.ServerSentEvents);

    /// <summary>The format of a body; null when it has no messages, or none that can be read.</summary>
    public static MessageFormat? Of(Head head)
    {
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.NameLength == "content-type".Length && FieldSyntax.EqualsIgnoreCase(head.Name(field), "content-type"u8))
            {
                return Of(MediaTypeOf(head.Value(field)), head);
            }
        }

        return null;
    }

    private static MessageFormat? Of(ReadOnlySpan<byte> mediaType, Head head)
        => FieldSyntax.EqualsIgnoreCase(mediaType, "text/event-stream"u8) ? Events
            : IsGrpc(mediaType, "application/grpc"u8) ? new MessageFormat(MessageFormatKind.Grpc, GrpcCoding(head))
            : IsGrpc(mediaType, "application/grpc-web"u8) ? new MessageFormat(MessageFormatKind.GrpcWeb, GrpcCoding(head))
            : null;

    /// <summary>The type itself, or with the format of its messages behind a plus sign. The base64 of grpc-web-text is neither.</summary>
    private static bool IsGrpc(ReadOnlySpan<byte> mediaType, ReadOnlySpan<byte> name)
        => mediaType.Length >= name.Length
            && FieldSyntax.EqualsIgnoreCase(mediaType[..name.Length], name)
            && (mediaType.Length == name.Length || mediaType[name.Length] == '+');

    private static ReadOnlySpan<byte> MediaTypeOf(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)';');
        return (end < 0 ? value : value[..end]).TrimEnd(" \t"u8);
    }

    private static string? GrpcCoding(Head head)
    {
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.NameLength == "grpc-encoding".Length && FieldSyntax.EqualsIgnoreCase(head.Name(field), "grpc-encoding"u8))
            {
                return Encoding.Latin1.GetString(head.Value(field));
            }
        }

        return null;
    }
}
