using System.Net;

namespace Proximity.Network.Tests.Http2;

/// <summary>A request's body that a test writes while it reads the response.</summary>
internal sealed class DuplexContent(Func<Stream, Task> write) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
