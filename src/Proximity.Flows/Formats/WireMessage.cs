using System.Globalization;
using Proximity.Flows;

namespace Proximity.Formats;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>A message for the formats that hold what was on the wire: fields and a body that agree with each other.</summary>
/// <param name="Headers">The field lines.</param>
/// <param name="Body">The body with its content codings and without a transfer coding; null when nothing is kept of it.</param>
internal readonly record struct WireMessage(Fields Headers, ReadOnlyMemory<byte>? Body)
{
    public const string CutBody = "the rest of a body of which only the beginning is kept";
    public const string MissingBody = "a body that is not kept";
    public const string Decoded = "the content coding of a body that was read decoded";

    public static WireMessage Of(Fields headers, FlowBody body, FormatLosses losses)
    {
        if (body.State is FlowBodyState.NotKept || (body.State is FlowBodyState.Aborted && body.Bytes.IsEmpty))
        {
            losses.AddIf(body.NotKept is not (NotKeptReason.None or NotKeptReason.Tunnel), MissingBody);
            return new WireMessage(headers, null);
        }

        losses.AddIf(body.IsTruncated, CutBody);
        bool isDecoded = !body.Bytes.IsEmpty && body.ContentCodings.Count == 0 && IsCoded(headers);
        losses.AddIf(isDecoded, Decoded);
        return new WireMessage(isDecoded ? ForContent(headers, body.Bytes.Length) : headers, body.Bytes);
    }

    /// <summary>The fields of a message whose body has lost its content coding, or changed: they say what is true of the new one.</summary>
    public static Fields ForContent(Fields headers, int length)
    {
        var changed = new List<KeyValuePair<string, string>>(headers.Count);
        foreach ((string name, string value) in FieldList.Without(headers, "Content-Encoding"))
        {
            bool isLength = name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
            changed.Add(new(name, isLength ? length.ToString(CultureInfo.InvariantCulture) : value));
        }

        return changed;
    }

    private static bool IsCoded(Fields headers)
        => FieldList.All(headers, "Content-Encoding").Any(value => !value.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase));
}
