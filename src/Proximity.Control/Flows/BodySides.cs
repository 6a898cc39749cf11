using Proximity.Flows;

namespace Proximity.Control;

/// <summary>The two sides of an exchange, by their words.</summary>
internal static class BodySides
{
    /// <summary>The side of a word.</summary>
    /// <exception cref="OperationException">It is neither.</exception>
    public static BodySide Read(string word) => word switch
    {
        "request" => BodySide.Request,
        "response" => BodySide.Response,
        _ => throw new OperationException(OperationProblem.Invalid, "invalid_side", $"A side is request or response, and not '{word}'."),
    };
}
