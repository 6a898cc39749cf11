namespace Proximity.Wires;

/// <summary>What every <see cref="Http2Support"/> is, seen from the engine. Contracts know no wires, so it cannot stand there.</summary>
internal interface IHttp2Starter
{
    /// <summary>What one running proxy uses.</summary>
    Http2Session Start(Http2Settings settings);
}
