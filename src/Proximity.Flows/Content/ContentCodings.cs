using Proximity.Content.Brotli;
using Proximity.Content.Chains;
using Proximity.Content.Deflate;

namespace Proximity.Content;

/// <summary>A table of content codings by their names. Immutable: <see cref="With"/> makes another one.</summary>
public sealed class ContentCodings
{
    /// <summary>How many codings one body may have. Servers apply one, and by mistake two; more is a way to make the reader work.</summary>
    public const int MaxStackedCodings = 5;

    private readonly Dictionary<string, IContentCoding> byName;

    private ContentCodings(Dictionary<string, IContentCoding> byName) => this.byName = byName;

    /// <summary>What the base library can do: <c>gzip</c> and <c>x-gzip</c>, <c>deflate</c>, <c>br</c>, <c>identity</c>.</summary>
    public static ContentCodings BuiltIn { get; } = new ContentCodings(new(StringComparer.OrdinalIgnoreCase))
        .With(new GzipCoding()).With(new DeflateCoding()).With(new BrotliCoding()).With(new IdentityCoding());

    /// <summary>This table and one coding more, which takes the place of others with its names.</summary>
    public ContentCodings With(IContentCoding coding)
    {
        ArgumentNullException.ThrowIfNull(coding);
        var names = new Dictionary<string, IContentCoding>(byName, StringComparer.OrdinalIgnoreCase);
        foreach (string name in coding.Aliases.Prepend(coding.Name))
        {
            names[name] = coding;
        }

        return new ContentCodings(names);
    }

    /// <summary>The coding of a name or alias, in any case; null when there is none.</summary>
    public IContentCoding? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return byName.GetValueOrDefault(name);
    }

    /// <summary>
    /// Reads the values of <c>Content-Encoding</c> (RFC 9110 §8.4), one for each field line. A name that is not known leaves the body as
    /// it is.
    /// </summary>
    /// <param name="contentEncoding">The values in their order; empty when the field is absent.</param>
    public ContentChain Resolve(IEnumerable<string> contentEncoding)
    {
        ArgumentNullException.ThrowIfNull(contentEncoding);
        var codings = new List<IContentCoding>();
        bool isPresent = false;
        bool isNamed = false;
        foreach (string name in contentEncoding.SelectMany(value => value.Split(',')).Select(name => name.Trim(' ', '\t')))
        {
            // Empty members of a list count for nothing (RFC 9110 §5.6.1.2).
            isPresent = true;
            if (name.Length == 0)
            {
                continue;
            }

            isNamed = true;
            if (Find(name) is not { } coding)
            {
                return new ContentChain([], name);
            }

            if (coding is IdentityCoding)
            {
                continue;
            }

            if (codings.Count == MaxStackedCodings)
            {
                return new ContentChain([], isTooDeep: true);
            }

            codings.Add(coding);
        }

        return new ContentChain(codings, isPresent && !isNamed ? string.Empty : null);
    }

    /// <summary>Whether a response may have a coding, by the request's <c>Accept-Encoding</c> (RFC 9110 §12.5.3).</summary>
    /// <param name="acceptEncoding">
    /// The field's values, one for each line. When there are none, every coding is accepted. An element with a weight that is no weight
    /// is left out.
    /// </param>
    /// <param name="name">A name or alias; <c>identity</c> is accepted unless it is excluded, by itself or by <c>*;q=0</c>.</param>
    public bool IsAccepted(IEnumerable<string> acceptEncoding, string name)
    {
        ArgumentNullException.ThrowIfNull(acceptEncoding);
        ArgumentNullException.ThrowIfNull(name);
        return AcceptEncoding.Accepts([.. acceptEncoding], Canonical(name), Canonical);
    }

    private string Canonical(string name) => Find(name)?.Name ?? name;
}
