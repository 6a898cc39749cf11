using Proximity.Flows;

namespace Proximity.Stores.Coding;

/// <summary>The heads that user code changed: which there are, and each as the heads before.</summary>
internal static class HeadChangeCoding
{
    [Flags]
    private enum Heads : byte
    {
        RequestReceived = 1,
        RequestSent = 2,
        ResponseReceived = 4,
        ResponseSent = 8,
    }

    private const Heads AllHeads = (Heads)15;

    public static void Write(ContentWriter writer, HeadChanges? changes)
    {
        writer.Byte((byte)Of(changes));
        WriteHead(writer, changes?.RequestReceived);
        WriteHead(writer, changes?.RequestSent);
        WriteHead(writer, changes?.ResponseReceived);
        WriteHead(writer, changes?.ResponseSent);
    }

    public static HeadChanges? Read(ref ContentReader reader)
    {
        var heads = (Heads)reader.Byte();
        if ((heads & ~AllHeads) != 0)
        {
            throw new InvalidDataException("The flow has heads that are not known.");
        }

        // Initializers run in the order in which they stand, which is the order of what was written.
        return heads == 0 ? null : new HeadChanges
        {
            RequestReceived = heads.HasFlag(Heads.RequestReceived) ? ReadRequest(ref reader) : null,
            RequestSent = heads.HasFlag(Heads.RequestSent) ? ReadRequest(ref reader) : null,
            ResponseReceived = heads.HasFlag(Heads.ResponseReceived) ? ReadResponse(ref reader) : null,
            ResponseSent = heads.HasFlag(Heads.ResponseSent) ? ReadResponse(ref reader) : null,
        };
    }

    private static Heads Of(HeadChanges? changes)
        => (changes?.RequestReceived is null ? 0 : Heads.RequestReceived)
            | (changes?.RequestSent is null ? 0 : Heads.RequestSent)
            | (changes?.ResponseReceived is null ? 0 : Heads.ResponseReceived)
            | (changes?.ResponseSent is null ? 0 : Heads.ResponseSent);

    private static void WriteHead(ContentWriter writer, RequestSnapshot? head)
    {
        if (head is not null)
        {
            HeadCoding.Write(writer, head);
        }
    }

    private static void WriteHead(ContentWriter writer, ResponseSnapshot? head)
    {
        if (head is not null)
        {
            HeadCoding.Write(writer, head);
        }
    }

    private static RequestSnapshot ReadRequest(ref ContentReader reader) => new(HeadCoding.ReadRequest(ref reader), FlowBody.None);

    private static ResponseSnapshot ReadResponse(ref ContentReader reader) => new(HeadCoding.ReadResponse(ref reader), FlowBody.None);
}
