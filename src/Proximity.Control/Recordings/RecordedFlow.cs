using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>A flow of a recording.</summary>
/// <param name="Number">By which number the recording knows it: a file's id of the flow, a store's sequence.</param>
/// <param name="Snapshot">What was recorded.</param>
internal sealed record RecordedFlow(long Number, FlowSnapshot Snapshot)
{
    /// <summary>The flow as writers of files take it: under its number, with what people have written on it in the store.</summary>
    public Flow Live { get => field ?? FlowFactory.Create(FlowParts.Of(Snapshot) with { Id = Number, Details = Details }); init; }

    /// <summary>What a store says of the flow; null for one of a file.</summary>
    public StoredFlow? Stored { get; private init; }

    /// <summary>What people have written on it, in the store or in the file.</summary>
    public FlowAnnotation Notes
    {
        get
        {
            FlowAnnotation inFile = Snapshot.Details?.Notes ?? FlowAnnotation.None;
            return Stored is { Annotation: var inStore } ? inStore with { Comment = inStore.Comment ?? inFile.Comment } : inFile;
        }
    }

    private FlowDetails? Details => Stored?.Annotation is not { IsEmpty: false } ? Snapshot.Details : WithNotes(Notes);

    /// <summary>A flow of a file.</summary>
    public static RecordedFlow Of(Flow flow) => new(flow.Id, flow.Snapshot()) { Live = flow };

    /// <summary>A flow of a store.</summary>
    public static RecordedFlow Of(StoredFlow stored) => new(stored.Sequence, stored.Flow) { Stored = stored };

    /// <summary>What was recorded, without what people have written: a store keeps that apart, where it can be changed.</summary>
    public FlowSnapshot WithoutNotes()
        => Snapshot.Details is not { } details || (details.Comment is null && details.Mark == FlowMark.None && details.Tags.Count == 0)
            ? Snapshot
            : FlowFactory.Create(FlowParts.Of(Snapshot) with { Details = WithNotes(FlowAnnotation.None) }).Snapshot();

    private FlowDetails WithNotes(FlowAnnotation notes)
        => (Snapshot.Details ?? new FlowDetails()) with { Comment = notes.Comment, Mark = notes.Mark, Tags = notes.Tags };
}
