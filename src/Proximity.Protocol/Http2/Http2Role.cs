namespace Proximity.Protocol.Http2;

/// <summary>Which end of a connection we are: towards a client the server, towards an origin the client.</summary>
internal enum Http2Role : byte
{
    Client,
    Server,
}
