using Proximity.Wires;

namespace Proximity.Http2;

/// <summary>
/// HTTP/2 by what comes with .NET: Kestrel speaks to clients, <see cref="System.Net.Http.SocketsHttpHandler"/> to origins. Between them
/// stands the proxy's own engine, for which every stream is an HTTP/1.1 exchange.
/// </summary>
public sealed class Http2Engine : Http2Support, IHttp2Starter
{
    private Http2Engine()
    {
    }

    /// <summary>What the option for interception takes. Several proxies may share one.</summary>
    public static Http2Engine Create() => new();

    Http2Session IHttp2Starter.Start(Http2Settings settings) => new EngineSession(settings);
}
