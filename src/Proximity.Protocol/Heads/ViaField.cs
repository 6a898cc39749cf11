namespace Proximity.Protocol.Heads;

/// <summary>Reads Via (RFC 9110 §7.6.3).</summary>
internal static class ViaField
{
    /// <summary>True when the head went through a proxy that calls itself this: some member's received-by is the name.</summary>
    public static bool Names(Head head, ReadOnlySpan<byte> name)
    {
        if (!head.Has(FieldKind.Via))
        {
            return false;
        }

        foreach (ref readonly HeadField field in head.Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == FieldKind.Via ? head.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> member))
            {
                if (ReceivedBy(member).SequenceEqual(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary><c>received-protocol RWS received-by [ RWS comment ]</c></summary>
    private static ReadOnlySpan<byte> ReceivedBy(ReadOnlySpan<byte> member)
    {
        int protocolEnd = member.IndexOfAny((byte)' ', (byte)'\t');
        if (protocolEnd < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> rest = FieldSyntax.Trim(member[protocolEnd..]);
        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        return end < 0 ? rest : rest[..end];
    }
}
