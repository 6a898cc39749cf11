using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>
/// Reads what Content-Encoding declares (RFC 9110 §8.4). It is recorded as it stands: whether a coding is known matters to a reader only.
/// </summary>
internal static class CodingNames
{
    private static readonly string[] Gzip = ["gzip"];
    private static readonly string[] Brotli = ["br"];
    private static readonly string[] Zstandard = ["zstd"];

    /// <summary>
    /// The codings in the order applied, in lower case; an empty array for none. Those that most responses have are shared.
    /// </summary>
    public static string[] Of(Head head)
    {
        string[] codings = [];
        if (head.Has(FieldKind.ContentEncoding))
        {
            foreach (ref readonly HeadField field in head.Fields)
            {
                codings = field.Kind == FieldKind.ContentEncoding ? Join(codings, head.Value(field)) : codings;
            }
        }

        return codings;
    }

    private static string[] Join(string[] before, ReadOnlySpan<byte> list)
        => before.Length > 0 ? [.. before, .. Split(list)]
            : FieldSyntax.EqualsIgnoreCase(list, "gzip"u8) ? Gzip
            : FieldSyntax.EqualsIgnoreCase(list, "br"u8) ? Brotli
            : FieldSyntax.EqualsIgnoreCase(list, "zstd"u8) ? Zstandard
            : [.. Split(list)];

    private static List<string> Split(ReadOnlySpan<byte> list)
    {
        List<string> codings = [];
        while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> coding))
        {
            if (!coding.IsEmpty)
            {
#pragma warning disable CA1308 // The names are registered in lower case (RFC 9110 §8.4.1), and compared in any.
                codings.Add(Encoding.Latin1.GetString(coding).ToLowerInvariant());
#pragma warning restore CA1308
            }
        }

        return codings;
    }
}
