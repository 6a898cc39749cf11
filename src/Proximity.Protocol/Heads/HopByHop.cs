using System.Text;

namespace Proximity.Protocol.Heads;

/// <summary>Tells which fields of a head end at this proxy (RFC 9110 §7.6.1): those of the connection itself, and those that Connection names.</summary>
internal readonly ref struct HopByHop
{
    /// <summary>Up to this many options are compared one by one; more go through a hash, so that a hostile head costs no more than its length.</summary>
    private const int ManyOptions = 32;

    private readonly Head head;
    private readonly bool namesFields;
    private readonly HashSet<string>? names;

    public HopByHop(Head head)
    {
        this.head = head;
        if (!head.Has(FieldKind.Connection))
        {
            return;
        }

        int count = 0;
        foreach (ref readonly HeadField field in head.Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == FieldKind.Connection ? head.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> option))
            {
                count++;
                namesFields |= !FieldSyntax.EqualsIgnoreCase(option, "close"u8) && !FieldSyntax.EqualsIgnoreCase(option, "keep-alive"u8);
            }
        }

        names = count > ManyOptions ? OptionsOf(head) : null;
    }

    /// <summary>True when the field must not pass on. Framing and routing fields are never among them, even if Connection names them: they are written anew.</summary>
    public bool Drops(in HeadField field) => field.Kind switch
    {
        FieldKind.Connection or FieldKind.KeepAlive or FieldKind.ProxyConnection or FieldKind.TE or FieldKind.Upgrade => true,
        FieldKind.ProxyAuthorization or FieldKind.ProxyAuthenticate or FieldKind.ProxyAuthenticationInfo => true,
        FieldKind.Host or FieldKind.ContentLength or FieldKind.TransferEncoding => false,
        _ => namesFields && IsNamed(field),
    };

    private bool IsNamed(in HeadField field)
        => names is null ? head.HasConnectionOption(head.Name(field)) : names.Contains(Encoding.Latin1.GetString(head.Name(field)));

    /// <summary>Every option of Connection, compared in any case.</summary>
    internal static HashSet<string> OptionsOf(Head head)
    {
        var all = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ref readonly HeadField field in head.Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == FieldKind.Connection ? head.Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> option))
            {
                all.Add(Encoding.Latin1.GetString(option));
            }
        }

        return all;
    }
}
