using System.Security.Cryptography;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Control;

/// <summary>What is compared of a body.</summary>
/// <param name="Bytes">How long it is, decoded where that could be done.</param>
/// <param name="Hash">Its content; empty for none.</param>
/// <param name="Shape">Its shape, when it is JSON.</param>
internal sealed record BodyDigest(long Bytes, string Hash, SortedDictionary<string, string>? Shape)
{
    public static BodyDigest Of(FlowBody body, ContentDecoder decoder)
    {
        if (body.Bytes.IsEmpty)
        {
            return new BodyDigest(body.TotalBytes, string.Empty, null);
        }

        var content = BodyContent.Of(body, decoder).Bytes;
        var bytes = body.IsTruncated ? body.TotalBytes : content.Length;
        return new BodyDigest(bytes, Convert.ToHexString(SHA256.HashData(content.Span)), JsonShape.Of(content));
    }

    public IEnumerable<FlowDifference> Differences(string name, BodyDigest other, bool isExact)
    {
        if (Hash == other.Hash && Bytes == other.Bytes)
        {
            return [];
        }

        if (Shape is not null && other.Shape is not null)
        {
            FlowDifference[] shape = [.. JsonShape.Differences(Shape, other.Shape).Select(difference => difference.Within(name))];
            return shape.Length > 0 || !isExact ? shape : [new(name, DifferenceKind.Values, null, null)];
        }

        var isOtherKind = (Shape is null) != (other.Shape is null) && Bytes > 0 && other.Bytes > 0;
        var kind = isOtherKind ? Shape is null ? ", now JSON" : ", JSON no more" : "";
        return isExact || isOtherKind || Bytes == 0 || other.Bytes == 0
            ? [FlowDifference.Changed(name, Units.Size(Bytes), $"{Units.Size(other.Bytes)}{kind}")]
            : [];
    }
}
