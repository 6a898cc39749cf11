namespace Proximity.Control;

/// <summary>An operation was not carried out. Its message is for the caller.</summary>
internal sealed class OperationException : Exception
{
    public OperationException(OperationProblem problem, string code, string message)
        : base(message) => (Problem, Code) = (problem, code);

    /// <summary>Of what kind the problem is.</summary>
    public OperationProblem Problem { get; }

    /// <summary>A stable word for it.</summary>
    public string Code { get; }

    /// <summary>Where in a text the problem lies; null when it lies nowhere.</summary>
    public TextPlace? Place { get; init; }

    /// <summary>What was probably meant; null when nothing is near.</summary>
    public string? Meant { get; init; }

    /// <summary>There is no flow of that number.</summary>
    public static OperationException NoFlow(long id)
        => new(OperationProblem.NotFound, "unknown_flow", $"There is no flow {id}; it may have made room for newer ones.");
}
