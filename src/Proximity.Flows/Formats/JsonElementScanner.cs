using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace Proximity.Formats;

/// <summary>
/// Finds the elements of one place in a JSON file one after the other, and holds no more than one of them: the members of the root, or
/// those of <c>log.entries</c>, whatever stands around it. It goes token by token; where it is, the depth and the names above say. A piece
/// that ends within an element is read again from the element's beginning with twice as many bytes.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="place">Where the elements are.</param>
internal sealed class JsonElementScanner(Stream stream, JsonPlace place) : IDisposable
{
    private const int FirstBufferBytes = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int start;
    private int end;
    private bool hasBegun;
    private bool isLast;
    private JsonReaderState state = new(place.ReaderOptions);
    private bool isInParent;
    private bool isNamed;
    private bool isInside;

    /// <summary>True once the place was found: a file without it holds none of what is looked for.</summary>
    public bool IsFound { get; private set; }

    /// <summary>The name of the member whose value the last element is; empty in an array.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>The next element, valid until the next call; empty at the end of the file.</summary>
    /// <exception cref="FlowFormatException">The file is no JSON, ends early, or an element is larger than an array can be.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryFind(out ReadOnlyMemory<byte> element) || isLast)
            {
                return element;
            }

            await FillAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private bool TryFind(out ReadOnlyMemory<byte> element)
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
        element = default;
        int begun = start;
        try
        {
            while (reader.Read())
            {
                if (IsElement(ref reader))
                {
                    return TryTake(ref reader, begun, ref element);
                }

                Advance(ref reader);
                Keep(ref reader, begun);
            }
        }
        catch (JsonException exception)
        {
            throw new FlowFormatException(
                isLast && IsGoodSoFar() ? "The file ends in the middle." : $"The file is no JSON: {exception.Message}",
                exception);
        }

        Keep(ref reader, begun);
        return false;
    }

    /// <summary>True when what is left would be good JSON if more came: the file was cut off.</summary>
    private bool IsGoodSoFar()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read is asked.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool IsElement(ref Utf8JsonReader reader)
    {
        bool isStart = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        bool isValue = isStart
            || reader.TokenType is JsonTokenType.String or JsonTokenType.Number
                or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;
        return isInside && isValue && reader.CurrentDepth == place.ElementDepth;
    }

    /// <summary>Takes the whole element, or leaves the place in front of it.</summary>
    private bool TryTake(ref Utf8JsonReader reader, int begun, ref ReadOnlyMemory<byte> element)
    {
        int begin = begun + (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        Keep(ref reader, begun);
        element = buffer.AsMemory(begin, start - begin);
        return true;
    }

    /// <summary>
    /// Notes where the reader is. Within an element it does not come here: one that does not end in this piece is read again.
    /// </summary>
    private void Keep(ref Utf8JsonReader reader, int begun)
    {
        start = begun + (int)reader.BytesConsumed;
        state = reader.CurrentState;
        Debug.Assert(start <= end, "more was consumed than there is");
    }

    private void Advance(ref Utf8JsonReader reader)
    {
        if (place.IsRoot)
        {
            AdvanceInRoot(ref reader);
            return;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                isInParent = reader.ValueTextEquals(place.Parent);
                isNamed = false;
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == place.ElementDepth - 1:
                isNamed = isInParent && reader.ValueTextEquals(place.Name);
                break;
            case JsonTokenType.StartArray when reader.CurrentDepth == place.ElementDepth - 1 && isNamed:
                isInside = true;
                IsFound = true;
                break;
            case JsonTokenType.EndArray when reader.CurrentDepth == place.ElementDepth - 1:
                isInside = false;
                break;
            default:
                break;
        }
    }

    private void AdvanceInRoot(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            Name = JsonText.Of(ref reader);
        }
        else if (reader is { TokenType: JsonTokenType.StartObject or JsonTokenType.StartArray, CurrentDepth: 0 })
        {
            isInside = true;
            IsFound = true;
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        if (end == buffer.Length)
        {
            Grow();
        }

        // At the beginning there are three bytes at least, if the file has them, so that a byte order mark is seen whole.
        int least = hasBegun ? 1 : ByteOrderMark.Length;
        int read = await stream.ReadAtLeastAsync(buffer.AsMemory(end), least, throwOnEndOfStream: false, cancellationToken);
        end += read;
        isLast = read < least;
        start = !hasBegun && buffer.AsSpan(0, end).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        hasBegun = true;
    }

    private void Grow()
    {
        if (buffer.Length > Array.MaxLength / 2)
        {
            throw new FlowFormatException($"An element has more than {buffer.Length} bytes.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
