using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Forwarding;

/// <summary>What was decided of a response before its first byte goes to the client.</summary>
/// <param name="Head">The head that is sent: the origin's, or what interceptors made of it.</param>
/// <param name="Framing">How the origin frames the body.</param>
/// <param name="ClientFraming">How the client is told to read it.</param>
/// <param name="KeepDeclaredFraming">True for a response without a body that may still declare one: to HEAD, and 304.</param>
/// <param name="OriginPersists">True when the origin connection may carry another exchange after this body.</param>
/// <param name="ClientPersists">True when the client connection may.</param>
/// <param name="AsHttp10">True when user code asked for HTTP/1.0.</param>
internal readonly record struct ResponsePlan(
    ResponseHead Head,
    BodyFraming Framing,
    BodyFraming ClientFraming,
    bool KeepDeclaredFraming,
    bool OriginPersists,
    bool ClientPersists,
    bool AsHttp10)
{
    /// <summary>How the body that is sent is framed where it is read; empty when none is sent.</summary>
    /// <param name="isReplaced">True when the origin's body is not the one that is sent.</param>
    public BodyFraming SourceFraming(bool isReplaced)
        => ClientFraming.Kind == BodyKind.None ? BodyFraming.None : isReplaced ? ClientFraming : Framing;
}
