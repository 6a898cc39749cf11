using System.Buffers;
using System.Buffers.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Access;

/// <summary>Reads what a client says of itself in <c>Proxy-Authorization: Basic</c> (RFC 7617 §2).</summary>
internal static class BasicCredentials
{
    /// <summary>More than any user and password have; a request that brings more is refused.</summary>
    public const int MaxBytes = 1024;

    /// <summary>The bytes <c>user:password</c>, or false when there is no such field, more than one, or one that says something else.</summary>
    /// <param name="head">The request.</param>
    /// <param name="decoded">Takes the bytes; <see cref="MaxBytes"/> long.</param>
    /// <param name="length">How many there are.</param>
    public static bool TryRead(RequestHead head, Span<byte> decoded, out int length)
    {
        length = 0;
        if (head.Count(FieldKind.ProxyAuthorization) != 1 || !head.TryFind(FieldKind.ProxyAuthorization, out HeadField field))
        {
            return false;
        }

        ReadOnlySpan<byte> value = head.Value(field);
        int space = value.IndexOf((byte)' ');
        if (space < 0 || !FieldSyntax.EqualsIgnoreCase(value[..space], "Basic"u8))
        {
            return false;
        }

        OperationStatus status = Base64.DecodeFromUtf8(value[space..].Trim((byte)' '), decoded, out _, out length);
        return status == OperationStatus.Done && decoded[..length].Contains((byte)':');
    }
}
