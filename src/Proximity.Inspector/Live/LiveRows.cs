using System.Buffers;
using System.Text.Json;

namespace Proximity.Inspector.Live;

/// <summary>
/// The rows of a frame as an array in JSON, written again and again into the same memory: some hundred rows are a large object, and ten new
/// ones a second would have the collector walk through all flows of the proxy.
/// </summary>
internal sealed class LiveRows
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private IReadOnlyList<LiveRow> written = [];

    /// <summary>The array.</summary>
    public ReadOnlyMemory<byte> Json => buffer.WrittenMemory;

    /// <summary>Whether it was written of these very rows.</summary>
    public bool IsOf(IReadOnlyList<LiveRow> rows) => written.SequenceEqual(rows, ReferenceEqualityComparer.Instance);

    /// <summary>Puts other rows in their place.</summary>
    public void Write(IReadOnlyList<LiveRow> rows)
    {
        written = rows;
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(json, rows, LiveRowsJson.Default.IReadOnlyListLiveRow);
    }
}
