using Proximity.Content;
using Proximity.Protocol.Framing;

namespace Proximity.Exchanges;

/// <summary>What user code is to make of a body as it passes.</summary>
internal sealed class TransformPlan
{
    private readonly List<BodyTransformer> steps = [];

    /// <summary>The code, in the order in which the body passes it.</summary>
    public IReadOnlyList<BodyTransformer> Steps => steps;

    /// <summary>How the body is framed where it is read.</summary>
    public required BodyFraming SourceFraming { get; set; }

    /// <summary>True when what changes the body records its messages, too.</summary>
    public bool RecordsMessages { get; set; }

    /// <summary>True while the body passes nothing but what shows its messages: whether one is changed is told when it is.</summary>
    public bool OnlyShowsMessages => RecordsMessages && steps.Count == 1;

    /// <summary>The content codings that are taken off before; null for none.</summary>
    public ContentChain? Decoding { get; set; }

    /// <summary>The content codings that are put on behind; null for none.</summary>
    public ContentChain? Encoding { get; set; }

    /// <summary>A body that user code is to read as it passes cannot be held.</summary>
    public static void ThrowIfAny(int? steps)
    {
        if (steps > 0)
        {
            throw new InvalidOperationException("A transform is set: the body is read as it passes.");
        }
    }

    /// <summary>Adds a step behind those that are there.</summary>
    public void Add(BodyTransformer step) => steps.Add(step);
}
