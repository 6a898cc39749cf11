namespace Proximity.Flows;

/// <summary>Which of a flow's two messages a body belongs to.</summary>
internal enum BodySide : byte
{
    Request,
    Response,
}
