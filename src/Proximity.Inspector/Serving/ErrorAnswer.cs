namespace Proximity.Inspector.Serving;

/// <summary>The body of every answer that is an error.</summary>
/// <param name="Error">The error.</param>
internal sealed record ErrorAnswer(ErrorOutput Error);
