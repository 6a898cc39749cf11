using System.Text;
using System.Text.Unicode;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Messages;

/// <summary>Guesses what a length-delimited value holds.</summary>
internal static class ProtobufGuesser
{
    /// <summary>
    /// The likeliest content. Text comes first: few messages are printable throughout, while many short words read as a message. But a
    /// message whose first field is a text begins with a line feed, so that control characters turn the order round.
    /// </summary>
    /// <param name="field">A length-delimited field.</param>
    public static ProtobufGuess Guess(ProtobufField field)
    {
        ReadOnlySpan<byte> payload = field.Payload.Span;
        if (CouldBeText(payload) && (field.Message is null || !payload.ContainsAnyInRange((byte)0, (byte)0x1F)))
        {
            return ProtobufGuess.Text;
        }

        if (field.Message is not null)
        {
            return ProtobufGuess.Message;
        }

        return CouldBePackedVarints(payload, uint.MaxValue) ? ProtobufGuess.PackedVarints : ProtobufGuess.Bytes;
    }

    /// <summary>All that the value could be besides bytes, the likeliest first.</summary>
    /// <param name="field">A length-delimited field.</param>
    public static IEnumerable<ProtobufGuess> Possible(ProtobufField field)
    {
        ProtobufGuess likeliest = Guess(field);
        ReadOnlySpan<byte> payload = field.Payload.Span;
        List<ProtobufGuess> possible = likeliest == ProtobufGuess.Bytes ? [] : [likeliest];
        possible.AddRange(CouldBeText(payload) ? [ProtobufGuess.Text] : []);
        possible.AddRange(field.Message is not null ? [ProtobufGuess.Message] : []);
        possible.AddRange(CouldBePackedVarints(payload) ? [ProtobufGuess.PackedVarints] : []);
        return possible.Distinct();
    }

    /// <summary>True for UTF-8 without control characters other than tab, LF and CR.</summary>
    public static bool CouldBeText(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
        {
            return false;
        }

        while (!payload.IsEmpty)
        {
            Rune.DecodeFromUtf8(payload, out Rune character, out int length);
            if (Rune.IsControl(character) && character.Value is not ('\t' or '\n' or '\r'))
            {
                return false;
            }

            payload = payload[length..];
        }

        return true;
    }

    /// <summary>True for one or more varints in their shortest form.</summary>
    /// <param name="payload">The value.</param>
    /// <param name="largest">The largest number that may be among them: nearly half of all hashes and keys pass for numbers, but few for
    /// small ones.</param>
    public static bool CouldBePackedVarints(ReadOnlySpan<byte> payload, ulong largest = ulong.MaxValue)
    {
        ReadOnlySpan<byte> rest = payload;
        while (!rest.IsEmpty)
        {
            bool isWhole = ProtobufVarint.Read(rest, out ulong value, out int length) == ParseState.Done;
            if (!isWhole || value > largest || length != ProtobufVarint.Length(value))
            {
                return false;
            }

            rest = rest[length..];
        }

        return !payload.IsEmpty;
    }

    /// <summary>The numbers of packed varints; those before the first byte that is part of none.</summary>
    public static IReadOnlyList<ulong> PackedVarints(ReadOnlySpan<byte> payload)
    {
        List<ulong> values = [];
        while (ProtobufVarint.Read(payload, out ulong value, out int length) == ParseState.Done)
        {
            values.Add(value);
            payload = payload[length..];
        }

        return values;
    }
}
