using Proximity.Stores.Spooling;

namespace Proximity.TestsOfAll;

/// <summary>What lies in the folder of a spool, as another process sees it.</summary>
internal static class SpoolFiles
{
    /// <summary>How many flows its segments hold, delivered ones of a segment that is not removed yet included.</summary>
    public static int CountFlows(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder).Select(SpoolSegment.Of).OfType<SpoolSegment>()
            .Sum(segment => SpoolFrames.Scan(Read(segment.Path), segment.Mark).Frames.Count)
        : 0;

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
