using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace Proximity.Fuzz.Onward;

/// <summary>Kestrel's parser of request heads, in this process.</summary>
internal sealed class KestrelParser
{
    private readonly HttpParser<Handler> parser = new(showErrorDetails: true);

    /// <summary>Demands that Kestrel finds the same request line and fields, and the same end of the head.</summary>
    public void DemandSame(SentMessage sent)
    {
        Handler handler = new();
        SequenceReader<byte> reader = new(new ReadOnlySequence<byte>(sent.Bytes));
        try
        {
            Demand.True(parser.ParseRequestLine(handler, ref reader), "Kestrel waits for more of the request line");
            Demand.True(parser.ParseHeaders(handler, ref reader), "Kestrel waits for more of the head");
        }
        catch (BadHttpRequestException exception)
        {
            throw new InvariantException($"Kestrel refuses what was sent on: {exception.Message}");
        }

        Demand.Same((long)sent.HeadLength, reader.Consumed, "the end of the head for Kestrel");
        sent.Meaning.DemandSame(sent.Meaning with { Start = handler.Start, Fields = handler.Fields }, "Kestrel");
    }

    private sealed class Handler : IHttpRequestLineHandler, IHttpHeadersHandler
    {
        public string Start { get; private set; } = string.Empty;

        public List<string> Fields { get; } = [];

        public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
        {
            // The line may or may not come with its version and end.
            string line = Encoding.Latin1.GetString(startLine).TrimEnd('\r', '\n');
            string target = line[targetPath.Offset..];
            int version = target.LastIndexOf(" HTTP/", StringComparison.Ordinal);
            Start = $"{line[..versionAndMethod.MethodEnd]} {(version < 0 ? target : target[..version])}";
        }

        public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            Fields.Add(Encoding.Latin1.GetString(name));
            Fields.Add(Encoding.Latin1.GetString(value));
        }

        public void OnHeadersComplete(bool endStream)
        {
            // The parser's return value says so too.
        }

        public void OnStaticIndexedHeader(int index) => throw new InvalidOperationException("HTTP/1.1 has no indexed fields.");

        public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => throw new InvalidOperationException("HTTP/1.1 has no indexed fields.");
    }
}
