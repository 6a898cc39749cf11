namespace Proximity.Control;

/// <summary>Messages of a flow.</summary>
/// <param name="Messages">The messages in their order.</param>
/// <param name="Kept">How many of all are kept.</param>
/// <param name="Total">How many passed.</param>
/// <param name="Next">The number to go on behind; left out at the end.</param>
internal sealed record MessagesOutput(IReadOnlyList<MessageFacts> Messages, int Kept, long Total, long? Next);
