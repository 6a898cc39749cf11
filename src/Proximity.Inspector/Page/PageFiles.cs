using System.Collections.Concurrent;
using System.Reflection;

namespace Proximity.Inspector.Page;

/// <summary>The files of the page, read when they are first asked for.</summary>
/// <param name="open">Opens a compressed file by its name, such as <c>assets/index.js.br</c>; gives null where there is none.</param>
internal sealed class PageFiles(Func<string, Stream?> open)
{
    /// <summary>The file that is the page.</summary>
    public const string Index = "index.html";

    private readonly ConcurrentDictionary<string, PageFile?> files = new(StringComparer.Ordinal);

    /// <summary>Those that were put into this assembly.</summary>
    public static PageFiles Embedded { get; } = new(
        static name => Assembly.GetExecutingAssembly().GetManifestResourceStream("page/" + name));

    /// <summary>A file; null where there is none.</summary>
    public PageFile? Find(string name)
    {
        // What is not there is not kept: names come from outside.
        if (files.TryGetValue(name, out PageFile? known))
        {
            return known;
        }

        return Read(name + ".br") is { } brotli && Read(name + ".gz") is { } gzip
            ? files.GetOrAdd(name, new PageFile(brotli, gzip))
            : null;
    }

    private byte[]? Read(string name)
    {
        using Stream? source = open(name);
        if (source is null)
        {
            return null;
        }

        byte[] bytes = new byte[source.Length];
        source.ReadExactly(bytes);
        return bytes;
    }
}
