namespace Proximity.Storage.Sqlite;

/// <summary>
/// The files that stores of this process have open. On Unix a lock of a process on a file goes when the process closes any of its
/// descriptors of that file (fcntl(2)): a program that opens such a file by other means, to look at its first bytes for instance, takes
/// SQLite's locks away. Other processes would take the file for unused then, remove its log and cut what lies in shared memory.
/// </summary>
internal static class OpenStores
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, int> Counts = new(StringComparer.Ordinal);

    /// <summary>A store has it open now.</summary>
    public static void Add(string path)
    {
        lock (Gate)
        {
            Counts[path] = Counts.GetValueOrDefault(path) + 1;
        }
    }

    /// <summary>A store has closed it.</summary>
    public static void Remove(string path)
    {
        lock (Gate)
        {
            if (--Counts[path] == 0)
            {
                Counts.Remove(path);
            }
        }
    }

    /// <summary>True when a store has it open, by this name or behind a link.</summary>
    public static bool Has(string path)
    {
        string file = Resolve(path);
        lock (Gate)
        {
            return Counts.ContainsKey(file);
        }
    }

    /// <summary>The file that a path leads to.</summary>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is wrong with it is said by the call that opens it.
            return full;
        }
    }
}
