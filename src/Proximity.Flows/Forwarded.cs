using System.Runtime.CompilerServices;

// The contracts moved to an assembly of their own; programs built against this one find them there.
[assembly: TypeForwardedTo(typeof(Proximity.Flows.Flow))]
#pragma warning disable RS0041 // What the compiler makes for a record struct says nothing of null.
[assembly: TypeForwardedTo(typeof(Proximity.Flows.FlowTimings))]
#pragma warning restore RS0041
[assembly: TypeForwardedTo(typeof(Proximity.Flows.FlowTls))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.HeaderCollection))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.ProxyRequest))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.ProxyResponse))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.RecordedWebSocketMessage))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.StreamIdentity))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.WebSocketDirection))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.WebSocketMessageKind))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.WebSocketNote))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.WebSocketOutcome))]
[assembly: TypeForwardedTo(typeof(Proximity.Flows.WebSocketRecord))]
