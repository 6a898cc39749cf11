using System.Net;

namespace Proximity.Http2.Tests.Rig;

/// <summary>
/// A request's body that a test writes while it reads the response; .NET's own contents are sent whole before the response is shown.
/// </summary>
internal sealed class DuplexContent(Func<Stream, Task> write, long? declared = null) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = declared ?? 0;
        return declared is not null;
    }
}
