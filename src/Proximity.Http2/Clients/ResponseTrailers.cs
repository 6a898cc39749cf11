using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Proximity.Http2.Clients;

/// <summary>The trailers of a response, as HTTP/1.1 has them, for Kestrel.</summary>
internal static class ResponseTrailers
{
    /// <summary>Does nothing when there are none, or the stream takes none.</summary>
    /// <param name="lines">The trailer section of the chunked coding.</param>
    /// <param name="stream">The stream that is about to end.</param>
    public static void Write(ReadOnlySpan<byte> lines, IFeatureCollection stream)
    {
        if (lines.IsEmpty || stream.Get<IHttpResponseTrailersFeature>() is not { } trailers)
        {
            return;
        }

        foreach (string line in Encoding.Latin1.GetString(lines).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = line[..colon];
            trailers.Trailers[name] = StringValues.Concat(trailers.Trailers[name], line[(colon + 1)..].Trim(' ', '\t'));
        }
    }
}
