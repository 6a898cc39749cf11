using Proximity.Stores.Spooling;

namespace Proximity.TestsOfAll;

/// <summary>What lies in the folder of a spool, as another process sees it.</summary>
internal static class SpoolFiles
{
    /// <summary>How many flows its segments hold, delivered ones of a segment that is not removed yet included.</summary>
    public static int CountFlows(string folder) => IdsOfFlows(folder).Count;

    /// <summary>The ids of the same, in their order.</summary>
    public static IReadOnlyList<long> IdsOfFlows(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Select(SpoolSegment.Of).OfType<SpoolSegment>().OrderBy(segment => segment.Number).SelectMany(Ids)]
        : [];

    private static List<long> Ids(SpoolSegment segment)
    {
        byte[] bytes = Read(segment.Path);
        List<long> ids = [];
        foreach (SpoolFrame frame in SpoolFrames.Scan(bytes, segment.Mark).Frames)
        {
            Assert.True(SpoolFrames.TryRead(bytes.AsSpan(frame.Offset, frame.End - frame.Offset), segment.Mark, out var record));
            ids.Add(record.Flow.Id);
        }

        return ids;
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
