namespace Proximity.Flows;

/// <summary>Writes a file completely or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file in the target's folder, flushes it to the disk and renames it over the target. When
    /// anything fails the temporary file is deleted and the target is untouched. On Unix only the owner can read the file: flows hold secrets.
    /// </summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        string target = ResolveTarget(path);

        // The name does not contain the target's, which may be as long as the file system allows.
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".proximity-{Guid.NewGuid():N}.tmp");
        bool moved = false;
        FileStream stream = Create(temporary);
        try
        {
            await using (stream)
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: true);
            moved = true;
        }
        finally
        {
            if (!moved)
            {
                Delete(temporary);
            }
        }
    }

    /// <summary>The file behind a symbolic link, so that the link stays one; a folder is refused before anything is written.</summary>
    private static string ResolveTarget(string path)
    {
        string full = Path.GetFullPath(path);
        string target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        return Directory.Exists(target) ? throw new IOException($"'{path}' is a folder.") : target;
    }

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
