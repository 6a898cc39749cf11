namespace Proximity.Flows;

/// <summary>Which of a flow's two messages a body belongs to.</summary>
public enum BodySide : byte
{
    /// <summary>The request.</summary>
    Request,

    /// <summary>The response.</summary>
    Response,
}
