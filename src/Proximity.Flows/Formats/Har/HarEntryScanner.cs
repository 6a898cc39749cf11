using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace Proximity.Formats.Har;

/// <summary>
/// Finds the entries of a HAR file one after the other and holds no more than one of them: the members of <c>log.entries</c>, whatever
/// stands around it. It goes token by token; where it is, the depth and the names above say. A piece that ends within an entry is read
/// again from the entry's beginning with twice as many bytes.
/// </summary>
internal sealed class HarEntryScanner(Stream stream) : IDisposable
{
    private const int FirstBufferBytes = 64 * 1024;
    private const int EntriesDepth = 2;

    /// <summary>Chrome writes call stacks of many levels into an entry.</summary>
    private const int MaxDepth = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int start;
    private int end;
    private bool hasBegun;
    private bool isLast;
    private JsonReaderState state = new(Options);
    private bool isInLog;
    private bool isNamedEntries;
    private bool isInEntries;

    /// <summary>True once <c>log.entries</c> was found: a file without it is none.</summary>
    public bool HasEntries { get; private set; }

    public static JsonDocumentOptions DocumentOptions { get; } = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true };

    /// <summary>The next entry, valid until the next call; empty at the end of the file.</summary>
    /// <exception cref="FlowFormatException">The file is no JSON, or an entry is larger than an array can be.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryFind(out ReadOnlyMemory<byte> entry) || isLast)
            {
                return entry;
            }

            await FillAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private bool TryFind(out ReadOnlyMemory<byte> entry)
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
        entry = default;
        int begun = start;
        try
        {
            while (reader.Read())
            {
                if (IsEntry(ref reader))
                {
                    return TryTakeEntry(ref reader, begun, ref entry);
                }

                Advance(ref reader);
                Keep(ref reader, begun);
            }
        }
        catch (JsonException exception)
        {
            throw new FlowFormatException($"The file is no JSON: {exception.Message}", exception);
        }

        Keep(ref reader, begun);
        return false;
    }

    private bool IsEntry(ref Utf8JsonReader reader)
        => isInEntries && reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == EntriesDepth + 1;

    /// <summary>Takes the whole entry, or leaves the place in front of it.</summary>
    private bool TryTakeEntry(ref Utf8JsonReader reader, int begun, ref ReadOnlyMemory<byte> entry)
    {
        int begin = begun + (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        Keep(ref reader, begun);
        entry = buffer.AsMemory(begin, start - begin);
        return true;
    }

    /// <summary>
    /// Notes where the reader is. Within an entry it does not come here: one that does not end in this piece is read again.
    /// </summary>
    private void Keep(ref Utf8JsonReader reader, int begun)
    {
        start = begun + (int)reader.BytesConsumed;
        state = reader.CurrentState;
        Debug.Assert(start <= end, "more was consumed than there is");
    }

    private void Advance(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                isInLog = reader.ValueTextEquals("log"u8);
                isNamedEntries = false;
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == EntriesDepth:
                isNamedEntries = isInLog && reader.ValueTextEquals("entries"u8);
                break;
            case JsonTokenType.StartArray when reader.CurrentDepth == EntriesDepth && isNamedEntries:
                isInEntries = true;
                HasEntries = true;
                break;
            case JsonTokenType.EndArray when reader.CurrentDepth == EntriesDepth:
                isInEntries = false;
                break;
            default:
                break;
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
            throw new FlowFormatException($"An entry has more than {buffer.Length} bytes.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
