namespace Proximity.Zstd;

/// <summary>Adds zstd to what a proxy knows.</summary>
public static class ZstdOptionsExtensions
{
    /// <summary>Lets handlers see and change content in the coding <c>zstd</c> (RFC 8878).</summary>
    /// <param name="options">The options; returned, for chaining.</param>
    public static ProxyOptions UseZstd(this ProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ContentCodings.Add(new ZstdCoding());
        return options;
    }
}
