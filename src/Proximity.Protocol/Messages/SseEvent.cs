using System.Text;

namespace Proximity.Protocol.Messages;

/// <summary>A block of an event stream as text, to be shown or to be written.</summary>
/// <param name="Data">The data; its line ends part it into data fields. Null for no event: an empty text is one.</param>
/// <param name="Type">The event field; null for none, which means <c>message</c>.</param>
/// <param name="Id">The id field; null for none. An empty one forgets the id of the events before.</param>
/// <param name="RetryMilliseconds">The reconnection time in milliseconds, not negative; null for none.</param>
/// <param name="Comment">A comment before the fields, which clients ignore; null for none.</param>
internal sealed record SseEvent(
    string? Data,
    string? Type = null,
    string? Id = null,
    long? RetryMilliseconds = null,
    string? Comment = null)
{
    /// <summary>The fields of a block that was read. Comments and unknown fields are left out; what is not UTF-8 becomes U+FFFD.</summary>
    public static SseEvent Of(in SseBlock block) => new(
        block.HasData ? Encoding.UTF8.GetString(block.Data) : null,
        block.Type.IsEmpty ? null : Encoding.UTF8.GetString(block.Type),
        block.HasId ? Encoding.UTF8.GetString(block.Id) : null,
        block.RetryMilliseconds);
}
