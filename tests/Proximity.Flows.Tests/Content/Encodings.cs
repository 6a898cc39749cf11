using System.IO.Compression;
using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

/// <summary>Encodes by the codings of a field's value.</summary>
internal static class Encodings
{
    public static byte[] Encode(string contentEncoding, byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var encoder = ContentCodings.BuiltIn.Resolve([contentEncoding]).CreateEncoder(level);
        var outcome = Piecewise.Run(encoder, bytes);
        Assert.Equal(ContentStatus.Done, outcome.Status);
        return outcome.Output;
    }
}
