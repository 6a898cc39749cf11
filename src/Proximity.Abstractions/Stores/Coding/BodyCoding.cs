using Proximity.Flows;

namespace Proximity.Stores.Coding;

/// <summary>What is known of a body besides its bytes, and how many of them are kept.</summary>
internal static class BodyCoding
{
    public static void Write(ContentWriter writer, FlowBody body)
    {
        writer.Byte((byte)body.State);
        if (body.State == FlowBodyState.None && body.ContentCodings.Count == 0 && body.Trailers.Count == 0)
        {
            writer.Byte(0);
            return;
        }

        writer.Byte(1);
        writer.Byte((byte)body.NotKept);
        writer.Number(body.TotalBytes);
        writer.Number(body.Bytes.Length);
        writer.Number((ulong)body.ContentCodings.Count);
        foreach (string coding in body.ContentCodings)
        {
            writer.Text(coding);
        }

        writer.Fields(body.Trailers);
    }

    public static FlowBody Read(ref ContentReader reader, ReadOnlyMemory<byte> bytes)
    {
        var state = reader.Choice<FlowBodyState>();
        if (!reader.Flag())
        {
            return Bare(state, bytes);
        }

        var notKept = reader.Choice<NotKeptReason>();
        long total = reader.Number();
        int kept = reader.Small();
        if (!bytes.IsEmpty && bytes.Length != kept)
        {
            throw new InvalidDataException($"The body has {bytes.Length} bytes where {kept} were kept.");
        }

        string[] codings = new string[reader.Count()];
        for (int i = 0; i < codings.Length; i++)
        {
            codings[i] = reader.Text();
        }

        return new FlowBody(state, [], total) { NotKept = notKept, ContentCodings = codings, Trailers = reader.Fields() }.With(bytes);
    }

    private static FlowBody Bare(FlowBodyState state, ReadOnlyMemory<byte> bytes)
        => state == FlowBodyState.None && bytes.IsEmpty
            ? FlowBody.None : throw new InvalidDataException("The flow has bytes of a body that it does not have.");
}
