namespace Proximity.Network.Tests.Http2;

/// <summary>What a client does wrong, and how it must learn of it.</summary>
/// <param name="Name">What is wrong, behind the section of RFC 9113 or RFC 7541.</param>
/// <param name="IsOfConnection">True when the connection must end; else a reset of the stream will do.</param>
/// <param name="Codes">The error codes of which one must come.</param>
/// <param name="Steps">What is sent; an empty step waits for the end of the response on stream 1.</param>
internal sealed record ConformanceCase(string Name, bool IsOfConnection, int[] Codes, Func<RequestFrames, byte[][]> Steps);
