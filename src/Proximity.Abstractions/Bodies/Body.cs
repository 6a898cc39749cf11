using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity;

/// <summary>
/// Content that user code makes: of a response of its own, or in place of a body that is there. Immutable; may be used any number of times.
/// </summary>
public sealed class Body
{
    private Body(ReadOnlyMemory<byte> content, string? contentType, string? contentEncoding = null)
    {
        Content = content;
        ContentEncoding = contentEncoding;
        ContentType = contentType;
    }

    /// <summary>No content, and no type.</summary>
    public static Body Empty { get; } = new(default, null);

    /// <summary>The bytes, with the codings that <see cref="ContentEncoding"/> names.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>What <c>Content-Type</c> is set to; null leaves the field as it is.</summary>
    public string? ContentType { get; }

    /// <summary>
    /// The codings that the bytes have already, as <c>Content-Encoding</c> names them (RFC 9110 §8.4). Null for none: the content then gets
    /// those that its message names, see <see cref="Verdict.Respond"/>.
    /// </summary>
    public string? ContentEncoding { get; }

    /// <summary>Bytes as they are. They are not copied, and must not change any more.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="contentType">The media type; null to leave the field <c>Content-Type</c> as it is.</param>
    public static Body Bytes(ReadOnlyMemory<byte> content, string? contentType = "application/octet-stream") => new(content, contentType);

    /// <summary>
    /// Bytes that have content codings already, from a cache or a file say. They are sent as they are, whatever the receiver says that it
    /// takes, and <c>Content-Encoding</c> names the codings. They are not copied, and must not change any more.
    /// </summary>
    /// <param name="content">The coded bytes.</param>
    /// <param name="contentEncoding">The codings in the order applied, such as <c>gzip</c> or <c>deflate, gzip</c>.</param>
    /// <param name="contentType">The media type of what they decode to; null to leave the field <c>Content-Type</c> as it is.</param>
    /// <exception cref="ArgumentException"><paramref name="contentEncoding"/> is empty.</exception>
    public static Body Encoded(ReadOnlyMemory<byte> content, string contentEncoding, string? contentType = "application/octet-stream")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(contentEncoding);
        return new Body(content, contentType, contentEncoding);
    }

    /// <summary>Text in UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentType">The media type; null to leave the field <c>Content-Type</c> as it is.</param>
    public static Body Text(string text, string? contentType = "text/plain; charset=utf-8")
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Body(Encoding.UTF8.GetBytes(text), contentType);
    }

    /// <summary>A value as JSON, by a contract that was made at compile time.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How to write it.</param>
    public static Body Json<T>(T value, JsonTypeInfo<T> typeInfo)
        => new(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), "application/json");

    /// <summary>A value as JSON, in the form that web applications use: names in camel case.</summary>
    /// <typeparam name="T">The value's type; may be anonymous.</typeparam>
    /// <param name="value">The value.</param>
    [RequiresUnreferencedCode("Looks at the members of the type at run time. Trimmed programs use the overload with a JsonTypeInfo.")]
    [RequiresDynamicCode("Looks at the members of the type at run time. Use the overload with a JsonTypeInfo ahead of time.")]
    public static Body Json<T>(T value) => new(JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web), "application/json");

    /// <summary>A file's content, read at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contentType">The media type.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be read, or is larger than 2 GiB.</exception>
    public static async ValueTask<Body> FileAsync(string path, string contentType, CancellationToken cancellationToken = default)
        => new(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), contentType);
}
