namespace Proximity.Http2.Origins;

#pragma warning disable CA1032, CA1064 // It only travels from the request's making to the wire that makes it.
/// <summary>The request has no form in HTTP/2, or none that this origin takes.</summary>
internal sealed class InexpressibleException() : IOException("This request has no form in HTTP/2, or the origin requires HTTP/1.1.");
#pragma warning restore CA1032, CA1064
