using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>
/// Of any bytes a tree within its limits is read that is written as the same bytes, what could be read is read of itself again, and a field
/// that is replaced by one of its own value leaves the others as they are.
/// </summary>
/// <remarks>The first byte of an input gives limits, where 0 is none: the depth in its lower half, a quarter of the field count in its
/// upper half.</remarks>
internal sealed class ProtobufTarget : IFuzzTarget
{
    public string Name => "protobuf";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ProtobufLimits limits = LimitsOf(input[0]);
        ReadOnlyMemory<byte> bytes = input[1..].ToArray();
        ProtobufMessage message = ProtobufReader.Read(bytes, limits);
        Demand.Same(bytes.Span, message.ToArray(), "the tree written again");
        Demand.True(CountOf(message, 1, limits.MaxDepth) <= limits.MaxFields, "there are more fields than the limit");
        Demand.True(message.Problem is not null || message.Rest.IsEmpty, "bytes are left unread without a reason");
        int restStart = bytes.Length - message.Rest.Length;
        int offset = message.Problem?.Offset ?? restStart;
        Demand.True(offset >= restStart && offset <= bytes.Length, "a problem is not in the rest");

        ProtobufMessage again = ProtobufReader.Read(bytes[..restStart], limits);
        Demand.Same(FieldsOf(message), FieldsOf(again), "what was read, read again,");
        Demand.True(again.Problem is null or { Kind: ProtobufProblemKind.UnclosedGroup }, "what could be read is broken");
        if (message.Fields.Count > 0)
        {
            ReplaceByItself(message, limits);
        }
    }

    private static ProtobufLimits LimitsOf(byte flags) => ProtobufLimits.Default with
    {
        MaxDepth = (flags & 0x0F) is > 0 and var depth ? depth : ProtobufLimits.Default.MaxDepth,
        MaxFields = flags >> 4 is > 0 and var quarter ? 4 * quarter : ProtobufLimits.Default.MaxFields,
    };

    /// <summary>How many fields there are in all; each message in it has to be what its field holds.</summary>
    private static int CountOf(ProtobufMessage message, int depth, int maxDepth)
    {
        Demand.True(depth <= maxDepth, "a message stands too deep");
        int count = message.Fields.Count;
        foreach (ProtobufField field in message.Fields)
        {
            if (field.Message is { } inner)
            {
                Demand.Same(field.Payload.Span, inner.ToArray(), "a message within");
                count += CountOf(inner, depth + 1, maxDepth);
            }
        }

        return count;
    }

    /// <summary>The fields as text, with all that they may be.</summary>
    private static string FieldsOf(ProtobufMessage message) => ProtobufText.Show(message with { Problem = null }, withAlternatives: true);

    /// <summary>Goes down the last fields to one that holds no message.</summary>
    private static void ReplaceByItself(ProtobufMessage message, ProtobufLimits limits)
    {
        List<int> path = [message.Fields.Count - 1];
        ProtobufField field = message.Fields[^1];
        while (field.Message is { Fields.Count: > 0 } inner)
        {
            path.Add(inner.Fields.Count - 1);
            field = inner.Fields[^1];
        }

        ProtobufField same = field.WireType switch
        {
            ProtobufWireType.LengthDelimited => field.WithPayload(field.Payload.Span),
            ProtobufWireType.Group => field.WithMessage(field.Message!),
            _ => field.WithNumber(field.Unsigned),
        };
        ProtobufMessage changed = message.Replace([.. path], same);
        ProtobufMessage read = ProtobufReader.Read(changed.ToArray(), limits);
        Demand.Same(message.Problem?.Kind, read.Problem?.Kind, "with a field replaced the problem");
        for (int level = 0; level < path.Count; level++)
        {
            Demand.Same(message.Fields.Count, read.Fields.Count, "with a field replaced the number of fields");
            DemandSameBefore(path[level], message, read);
            field = read.Fields[path[level]];
            message = message.Fields[path[level]].Message ?? message;
            read = field.Message ?? read;
        }

        Demand.Same(same.Unsigned, field.Unsigned, "the number of a field replaced");
        Demand.Same(same.Payload.Span, field.Payload.Span, "the value of a field replaced");
    }

    private static void DemandSameBefore(int index, ProtobufMessage expected, ProtobufMessage actual)
    {
        for (int at = 0; at < index; at++)
        {
            Demand.Same(expected.Fields[at].Raw.Span, actual.Fields[at].Raw.Span, "a field beside the one replaced");
        }
    }
}
