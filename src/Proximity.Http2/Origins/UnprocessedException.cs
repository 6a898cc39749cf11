namespace Proximity.Http2.Origins;

#pragma warning disable CA1032, CA1064 // It only travels through the HTTP client, which hands it back as an inner exception.
/// <summary>The request was not sent, or the origin did not begin with it: its connection takes no further streams.</summary>
internal sealed class UnprocessedException() : IOException("The origin's HTTP/2 connection takes no further streams.");
#pragma warning restore CA1032, CA1064
