namespace Proximity.Flows;

/// <summary>Writes a file completely or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>The user to whom the system allows what it allows owners.</summary>
    private const uint Root = 0;

    /// <summary>As many links as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>How long a named pipe may have no reader.</summary>
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file in the target's folder, flushes it to the disk and renames it over the target.
    /// When anything fails the target is untouched. The temporary file is deleted then, unless it is whole and only the renaming fails, as
    /// over a mount point: what was to be written exists nowhere else, and the failure names the file. On Unix only the owner can read the
    /// file: flows hold secrets. A device, a pipe or one of this process's descriptors is written to as it is.
    /// </summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        if (IsStream(path))
        {
            await using FileStream open = await OpenStreamAsync(path, cancellationToken);
            await write(open);
            return;
        }

        string target = ResolveTarget(path);
        string temporary = Temporary(target);
        bool isWhole = false;
        FileStream stream = Create(temporary);
        try
        {
            await using (stream)
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                Delete(temporary);
            }
        }

        Replace(target, temporary);
    }

    /// <summary>
    /// Throws what <see cref="WriteAsync"/> would, as far as that shows beforehand. A pipe is not opened: its reader would take that for
    /// a writer that has come and gone.
    /// </summary>
    public static void TryTarget(string path)
    {
        if (!IsStream(path))
        {
            string target = ResolveTarget(path);
            RefuseFileOfAnother(target);
            string temporary = Temporary(target);
            Create(temporary).Dispose();
            Delete(temporary);
        }
        else if (!FileEntry.MayWrite(path))
        {
            throw new UnauthorizedAccessException($"Access to '{path}' is denied.");
        }
    }

    private static bool IsStream(string path) => FileEntry.Of(path, followLinks: true).Kind == FileKind.Stream || IsDescriptor(path);

    /// <summary>
    /// True for a name of one of this process's descriptors: whatever stands behind it, a file that was redirected to it must not be
    /// replaced.
    /// </summary>
    private static bool IsDescriptor(string path)
        => !OperatingSystem.IsWindows()
            && (path is "/dev/stdout" or "/dev/stderr" || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal));

    private static async Task<FileStream> OpenStreamAsync(string path, CancellationToken cancellationToken)
    {
        FileMode mode = FileEntry.Of(path, followLinks: true).Kind == FileKind.File ? FileMode.Append : FileMode.Open;

        // Opening a pipe waits for its reader. A thread that waits in vain ends with the process, or with a reader.
        Task<FileStream> opening = Task.Factory.StartNew(
            () => new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            return await opening.WaitAsync(ReaderPatience, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            _ = opening.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw new IOException($"Nobody reads from '{path}'.");
        }
    }

    /// <summary>The file behind a symbolic link, so that the link stays one; a folder is refused before anything is written.</summary>
    private static string ResolveTarget(string path)
    {
        string target = Path.GetFullPath(path);
        for (int links = 0; new FileInfo(target).LinkTarget is { } next; links++)
        {
            if (links == MaxLinks)
            {
                throw new IOException($"'{path}' is a symbolic link to itself, or leads through too many.");
            }

            RefusePlantedLink(target);
            target = Path.GetFullPath(next, Path.GetDirectoryName(target)!);
        }

        return Directory.Exists(target) ? throw new IOException($"'{path}' is a folder.") : target;
    }

    /// <summary>
    /// In a folder like /tmp another user can make a link before this file is there, to have it written where it does harm. Linux does
    /// not follow such a link when a file is opened
    /// (protected_symlinks); the same rule holds here, where links are read one by one.
    /// </summary>
    private static void RefusePlantedLink(string link)
    {
        FileEntry entry = FileEntry.Of(link, followLinks: false);
        FileEntry folder = FileEntry.Of(Path.GetDirectoryName(link)!, followLinks: true);
        if (folder.IsShared && entry.Owner != FileEntry.CurrentUser && entry.Owner != folder.Owner)
        {
            throw new IOException($"'{link}' is a symbolic link that another user made in a folder that everybody may write to.");
        }
    }

    /// <summary>
    /// True when the system lets this user rename a file over the one that is there: in a folder with the sticky bit only the owner of the
    /// one or the other may (rename(2)).
    /// </summary>
    public static bool MayReplace(FileEntry file, FileEntry folder, uint user)
        => !folder.IsShared || file.Kind == FileKind.Nothing || user == Root || user == file.Owner || user == folder.Owner;

    private static void RefuseFileOfAnother(string target)
    {
        FileEntry folder = FileEntry.Of(Path.GetDirectoryName(target)!, followLinks: true);
        if (!MayReplace(FileEntry.Of(target, followLinks: false), folder, FileEntry.CurrentUser))
        {
            throw new UnauthorizedAccessException($"'{target}' belongs to another user, in a folder where only its owner may replace it.");
        }
    }

    private static void Replace(string target, string temporary)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{exception.Message} What was to be written is in '{temporary}'.", exception);
        }
    }

    /// <summary>The name does not contain the target's, which may be as long as the file system allows.</summary>
    private static string Temporary(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".proximity-{Guid.NewGuid():N}.tmp");

    private static FileStream Create(string temporary)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(temporary, options);
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is under way to the caller and says more than this.
        }
    }
}
