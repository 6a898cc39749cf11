namespace Proximity;

/// <summary>
/// What makes a proxy speak HTTP/2 where it intercepts. The library itself speaks HTTP/1.1 only, so that it needs nothing beyond the base
/// framework: an implementation comes from
/// <c>Proximity.Http2</c>, as <c>Http2Engine.Create()</c>.
/// </summary>
public abstract class Http2Support
{
    /// <summary>Only assemblies of this project know what an implementation has to do: the engine's <c>IHttp2Starter</c>.</summary>
    internal Http2Support()
    {
    }
}
