using Proximity.Content;

namespace Proximity.Formats;

/// <summary>A format of files with flows.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Title">What a sentence calls it.</param>
/// <param name="Extensions">How names of its files end, the dot included; none for a format that has to be named.</param>
internal sealed record FlowFormat(string Name, string Title, IReadOnlyList<string> Extensions)
{
    /// <summary>Makes a writer; null for a format that is only read.</summary>
    public Func<ContentDecoder, IFlowWriter>? Writer { get; init; }

    /// <summary>True for what is made to be shown to others: secrets are masked unless somebody says that they are to stay.</summary>
    public bool IsMaskedByDefault { get; init; }

    /// <summary>Makes a reader; null for a format that is only written.</summary>
    public Func<ContentDecoder, IFlowReader>? Reader { get; init; }
}
