using System.Buffers.Text;
using Proximity.Protocol.Faults;

namespace Proximity.Protocol.Heads;

/// <summary>How many more proxies a TRACE or OPTIONS may pass (RFC 9110 §7.6.2). With other methods the field means nothing here and passes on.</summary>
internal static class MaxForwards
{
    private static readonly Fault Malformed = new(ErrorCodes.MalformedRequest, FaultSide.Client, 400, "Max-Forwards is not one whole number (RFC 9110 §7.6.2).");

    /// <summary>True when the field of this head counts, and goes on one less.</summary>
    public static bool Counts(Head head) => head is RequestHead { MethodKind: MethodKind.Trace or MethodKind.Options } && head.Has(FieldKind.MaxForwards);

    /// <summary>Reads a field that counts. A fault when it cannot be counted: to pass it on unchanged would make a loop endless.</summary>
    public static Fault? Read(Head head, out long remaining)
    {
        remaining = 0;
        return head.Count(FieldKind.MaxForwards) == 1 && head.TryFind(FieldKind.MaxForwards, out HeadField field) && TryParse(head.Value(field), out remaining) ? null : Malformed;
    }

    internal static bool TryParse(ReadOnlySpan<byte> value, out long number)
        => Utf8Parser.TryParse(value, out number, out int consumed) && consumed == value.Length && value[0] is >= (byte)'0' and <= (byte)'9';
}
