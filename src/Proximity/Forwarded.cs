using System.Runtime.CompilerServices;

// The contracts moved to an assembly of their own; programs built against this one find them there.
[assembly: TypeForwardedTo(typeof(Proximity.AuthorityFormat))]
[assembly: TypeForwardedTo(typeof(Proximity.ClientSocket))]
[assembly: TypeForwardedTo(typeof(Proximity.ForwardedField))]
[assembly: TypeForwardedTo(typeof(Proximity.Http2Support))]
[assembly: TypeForwardedTo(typeof(Proximity.InterceptionOptions))]
[assembly: TypeForwardedTo(typeof(Proximity.ProxyError))]
[assembly: TypeForwardedTo(typeof(Proximity.ProxyOptions))]
[assembly: TypeForwardedTo(typeof(Proximity.ProxyStartException))]
[assembly: TypeForwardedTo(typeof(Proximity.Strictness))]
[assembly: TypeForwardedTo(typeof(Proximity.Transport))]
[assembly: TypeForwardedTo(typeof(Proximity.TunnelHello))]
[assembly: TypeForwardedTo(typeof(Proximity.TunnelVerdict))]
[assembly: TypeForwardedTo(typeof(Proximity.WebSocketConnection))]
[assembly: TypeForwardedTo(typeof(Proximity.WebSocketMessage))]
