using System.Text.Json;

namespace Proximity.Formats;

/// <summary>Where in a JSON file the elements stand that are looked for.</summary>
/// <param name="Parent">The member of the root that holds the array; empty when the elements are the root's own.</param>
/// <param name="Name">The array in it.</param>
/// <param name="ReaderOptions">What is forgiven, and how deep the file may be.</param>
internal sealed record JsonPlace(byte[] Parent, byte[] Name, JsonReaderOptions ReaderOptions)
{
    /// <summary>Chrome writes call stacks of many levels into an entry.</summary>
    private const int HarDepth = 1024;

    /// <summary>The entries of a HAR file.</summary>
    public static JsonPlace HarEntries { get; } = new(
        "log"u8.ToArray(), "entries"u8.ToArray(), new JsonReaderOptions { MaxDepth = HarDepth, AllowTrailingCommas = true });

    /// <summary>The members of the root, an object or an array.</summary>
    public static JsonPlace Root { get; } = new([], [], default);

    public bool IsRoot => Parent.Length == 0;

    /// <summary>How deep the elements are.</summary>
    public int ElementDepth => IsRoot ? 1 : 3;

    /// <summary>The same for one element.</summary>
    public JsonDocumentOptions DocumentOptions
        => new() { MaxDepth = ReaderOptions.MaxDepth, AllowTrailingCommas = ReaderOptions.AllowTrailingCommas };
}
