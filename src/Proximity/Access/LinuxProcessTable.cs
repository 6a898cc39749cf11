using System.Globalization;
using System.Net;
using System.Text;

namespace Proximity.Access;

/// <summary>
/// The programs of Linux: the kernel says the number of a connection's socket (<see cref="SocketDiagnosis"/>), and the descriptors in
/// <c>/proc</c> say whose it is.
/// </summary>
internal sealed class LinuxProcessTable : IProcessTable
{
    /// <summary>Programs that have connected before connect again; they are looked at first.</summary>
    private const int MostRemembered = 16;

    private readonly Lock gate = new();
    private readonly List<int> remembered = [];

    public string? Find(IPEndPoint own, IPEndPoint other)
    {
        if (SocketDiagnosis.FindInode(own, other) is not { } inode)
        {
            return null;
        }

        string wanted = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        int[] known = Remembered();
        foreach (int process in known.Concat(All().Except(known)))
        {
            if (HasDescriptor(process, wanted))
            {
                Remember(process);
                return NameOf(process);
            }
        }

        return null;
    }

    private static IEnumerable<int> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
            {
                yield return process;
            }
        }
    }

    private static bool HasDescriptor(int process, string wanted)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Folder(process) + "/fd").Any(path => ProcLink.Is(path, wanted));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }

    /// <summary>The file that the program was started from; what it calls itself where that is not shown.</summary>
    private static string? NameOf(int process)
    {
        const string Deleted = " (deleted)";
        if (ProcLink.Read(Folder(process) + "/exe") is { } path)
        {
            string name = Path.GetFileName(path);
            return name.EndsWith(Deleted, StringComparison.Ordinal) ? name[..^Deleted.Length] : name;
        }

        return File.ReadAllText(Folder(process) + "/comm", Encoding.UTF8).TrimEnd('\n');
    }

    private static string Folder(int process) => string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");

    private int[] Remembered()
    {
        lock (gate)
        {
            return [.. remembered];
        }
    }

    private void Remember(int process)
    {
        lock (gate)
        {
            remembered.Remove(process);
            remembered.Insert(0, process);
            if (remembered.Count > MostRemembered)
            {
                remembered.RemoveAt(MostRemembered);
            }
        }
    }
}
