namespace Proximity.Fuzz.Onward;

/// <summary>A message as one parser understands it, each octet as one character (Latin-1).</summary>
/// <param name="Start">Method and target, or status and reason.</param>
/// <param name="Fields">Names and values of the field lines, taking turns.</param>
/// <param name="Body">The payload, without its framing.</param>
/// <param name="Trailers">Names and values of the trailer section, taking turns.</param>
internal sealed record ParsedMessage(string Start, IReadOnlyList<string> Fields, string Body, IReadOnlyList<string> Trailers)
{
    /// <summary>Demands that another parser understood the same; both are shown when it did not.</summary>
    public void DemandSame(ParsedMessage other, string parser)
    {
        bool same = Start == other.Start && Fields.SequenceEqual(other.Fields) && Body == other.Body && Trailers.SequenceEqual(other.Trailers);
        Demand.True(same, $"{parser} understands it otherwise: {this} became {other}");
    }

    public override string ToString() => $"{Start} [{string.Join('|', Fields)}] '{Body}' [{string.Join('|', Trailers)}]";
}
