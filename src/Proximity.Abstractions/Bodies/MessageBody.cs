using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity;

/// <summary>
/// The body of a request or response, as handlers see and change it: without content codings and framing. A body that nobody asks for
/// passes as it came, byte for byte. One that is asked for is held: it is taken in whole before the first byte of it goes on. Not
/// thread-safe.
/// </summary>
public abstract class MessageBody
{
    internal MessageBody()
    {
    }

    /// <summary>True when the message has no body: nothing follows its head, or a length of 0.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>How many bytes follow on the wire, content codings included; null when that shows only at the end.</summary>
    public abstract long? WireLength { get; }

    /// <summary>Takes the whole body in and returns its content; what <see cref="Replace"/> put in its place, if anything did.</summary>
    /// <param name="cancellationToken">
    /// Ends the waiting. What was taken in by then goes on with the rest, unless the body is asked for again.
    /// </param>
    /// <exception cref="BodyTooLargeException">The body, or what it decodes to, is longer than may be held. It passes unread.</exception>
    /// <exception cref="InvalidDataException">A content coding is unknown, or the coded data is broken. The body passes as it
    /// came.</exception>
    /// <exception cref="IOException">The peer failed in the middle of the body; the exchange fails with the cause.</exception>
    /// <exception cref="InvalidOperationException">The handler did not state the need.</exception>
    public abstract ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>The content as text, in the charset that the body itself or Content-Type names; UTF-8 where none does.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public abstract ValueTask<string> ReadTextAsync(CancellationToken cancellationToken = default);

#pragma warning disable RS0026 // The first parameter tells the overloads apart.
    /// <summary>The content as a value, from JSON.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="typeInfo">How to read it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The value; null for the JSON literal.</returns>
    /// <exception cref="JsonException">The content is no JSON of that shape.</exception>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async ValueTask<T?> ReadJsonAsync<T>(JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
        => JsonSerializer.Deserialize((await ReadAsync(cancellationToken).ConfigureAwait(false)).Span, typeInfo);

    /// <summary>The content as a value, from JSON in the form that web applications use: names in camel case.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The value; null for the JSON literal.</returns>
    /// <exception cref="JsonException">The content is no JSON of that shape.</exception>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    [RequiresUnreferencedCode("Looks at the members of the type at run time. Trimmed programs use the overload with a JsonTypeInfo.")]
    [RequiresDynamicCode("Looks at the members of the type at run time. Use the overload with a JsonTypeInfo ahead of time.")]
    public async ValueTask<T?> ReadJsonAsync<T>(CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte> content = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize<T>(content.Span, JsonSerializerOptions.Web);
    }

#pragma warning restore RS0026

    /// <summary>
    /// Puts other content in the body's place, and drops or mends the fields that it makes untrue (docs/bodies.md). The present body is
    /// read to its end and dropped, so that the connection it comes on can go on.
    /// </summary>
    /// <param name="body">The content. It gets the coding the present body has where the receiver takes it, else none.</param>
    /// <exception cref="InvalidOperationException">
    /// The handler did not state the need; or the message can have no content (a response to HEAD, a 204, 304), is a part only (206,
    /// <c>Content-Range</c>), or must not be changed (<c>Cache-Control: no-transform</c>).
    /// </exception>
    public abstract void Replace(Body body);

    /// <summary>
    /// Has user code make another content of the body while it passes, without holding it: what is read is without content codings and
    /// framing, and what is written gets the coding the body has where the receiver takes it. Both sides are bounded, so that memory stays
    /// constant however long the body is: a writer waits for a receiver that is slow. Whatever was flushed goes on at once. Several
    /// transforms of one body run one behind the other; <see cref="Replace"/> puts an end to those set before it. Trailers stay behind the
    /// body. Not called for a message without a body.
    /// </summary>
    /// <param name="transform">
    /// Called once, on a thread of the pool, when the body begins to pass; it runs beside the exchange, after the handler has returned. It
    /// ends the content by returning; a rest that it did not read is dropped, which costs a response's origin its connection. When it
    /// throws, or completes the writer with an exception, the body breaks off before its end, which the receiver sees, and the exchange
    /// ends with <c>handler_failed</c>; a response that a handler made is not sent then. Where the body itself breaks off, the reader gets
    /// what came before, and throws an <see cref="IOException"/>, or an <see cref="InvalidDataException"/> for broken codings. The token is
    /// cancelled when nobody waits for the content any more.
    /// </param>
    /// <exception cref="InvalidOperationException">As of <see cref="Replace"/>.</exception>
    /// <exception cref="InvalidDataException">A content coding is not known.</exception>
    public abstract void Transform(Func<PipeReader, PipeWriter, CancellationToken, ValueTask> transform);

    /// <summary>Replaces the content by what a function makes of it, as text in the same charset.</summary>
    /// <param name="change">Gets the text and returns the new one. The same text leaves the body as it came.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async ValueTask ReplaceTextAsync(Func<string, string> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        string before = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
        string after = change(before);
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            ReplaceText(after);
        }
    }

    /// <summary>Replaces the content by text in the charset that <see cref="ReadTextAsync"/> found.</summary>
    internal abstract void ReplaceText(string text);
}
