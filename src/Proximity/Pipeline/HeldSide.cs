namespace Proximity.Pipeline;

/// <summary>Whose body is held.</summary>
internal enum HeldSide : byte
{
    Request,
    Response,
}
