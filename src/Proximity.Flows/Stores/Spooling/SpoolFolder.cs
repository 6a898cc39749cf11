namespace Proximity.Stores.Spooling;

/// <summary>
/// The folder of a spool, held by one process at a time: by a lock on a file in it, which goes with the process, however that ends. The
/// same file says how far the spool is delivered. What lies in the folder is its owner's alone: traffic has secrets in it.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    /// <summary>The file stays: removing it could take another's lock away.</summary>
    public const string LockName = "spool-lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream file;

    private SpoolFolder(string path, FileStream file)
    {
        (Path, this.file) = (path, file);
        var bytes = new byte[SpoolPosition.Bytes];
        int read = RandomAccess.Read(file.SafeFileHandle, bytes, 0);
        Position = SpoolPosition.Read(bytes.AsSpan(0, read));
    }

    public string Path { get; }

    /// <summary>How far it was delivered when it was opened.</summary>
    public SpoolPosition Position { get; }

    /// <summary>Takes the folder, which is made where there is none.</summary>
    /// <exception cref="FlowStoreException">It cannot be used, or another process has it.</exception>
    public static SpoolFolder Open(string path)
    {
        string folder = System.IO.Path.GetFullPath(path);
        string name = System.IO.Path.Combine(folder, LockName);
        try
        {
            MakePrivate(folder);
        }
        catch (Exception error) when (SpoolCounts.IsOfDisk(error))
        {
            throw Unusable(folder, error);
        }

        try
        {
            return new SpoolFolder(folder, OpenPrivate(name, FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException inUse) when (File.Exists(name))
        {
            string message = $"The spool {folder} is in use by another proxy: each needs a folder of its own.";
            throw new FlowStoreException(FlowStoreProblem.Locked, message, inUse);
        }
        catch (Exception error) when (SpoolCounts.IsOfDisk(error))
        {
            throw Unusable(folder, error);
        }
    }

    /// <summary>Opens a file that only its owner may read.</summary>
    public static FileStream OpenPrivate(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// The segments that are not wholly delivered, the oldest first. One that is, and could not be removed then, is removed now; other
    /// files are left alone.
    /// </summary>
    /// <exception cref="FlowStoreException">The folder cannot be read.</exception>
    public IReadOnlyList<SpoolSegment> Segments()
    {
        List<SpoolSegment> waiting = [];
        try
        {
            foreach (SpoolSegment segment in Directory.GetFiles(Path).Select(SpoolSegment.Of).OfType<SpoolSegment>())
            {
                if (segment.Number < Position.Segment)
                {
                    segment.Delete();
                    continue;
                }

                segment.StartAt(segment.Number == Position.Segment ? Position : default);
                waiting.Add(segment);
            }
        }
        catch (Exception error) when (SpoolCounts.IsOfDisk(error))
        {
            throw Unusable(Path, error);
        }

        return [.. waiting.OrderBy(static segment => segment.Number)];
    }

    /// <summary>Says how far the spool is delivered. Where that is lost, flows come twice, which stores know by their identity.</summary>
    public void Note(SpoolPosition position)
    {
        Span<byte> bytes = stackalloc byte[SpoolPosition.Bytes];
        position.Write(bytes);
        RandomAccess.Write(file.SafeFileHandle, bytes, 0);
    }

    public void Dispose() => file.Dispose();

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FlowStoreException Unusable(string folder, Exception error)
        => new(FlowStoreProblem.Unavailable, $"The spool {folder} cannot be used: {error.Message}", error);
}
