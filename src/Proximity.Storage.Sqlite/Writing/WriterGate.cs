using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// Lets one caller at a time to the writer, on a thread of the pool. A lock on a file beside the store keeps other processes out: SQLite's
/// own locks would let them in between two transactions, and what is remembered of the file would be wrong.
/// </summary>
internal sealed class WriterGate : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly FlowWriter writer;
    private readonly FileStream owner;
    private bool isClosed;

    private WriterGate(FlowWriter writer, FileStream owner)
    {
        this.writer = writer;
        this.owner = owner;
    }

    public bool HasText => writer.HasText;

    public static WriterGate Open(string path, SqliteFlowStoreOptions options)
    {
        FileStream owner = Own(path);
        try
        {
            if (!File.Exists(path))
            {
                // Traffic has secrets in it. SQLite gives the files beside it the same mode.
                OpenPrivate(path, FileMode.CreateNew).Dispose();
            }

            return new WriterGate(FlowWriter.Open(path, options), owner);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            owner.Dispose();
            throw SqliteFailure.Unreachable(path, error);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Runs work with the writer.</summary>
    public async Task<T> Write<T>(Func<FlowWriter, T> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(SqliteFlowStore));
            return await Task.Run(() => work(writer), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes the file. Work under way ends first.</summary>
    public async Task Close()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            isClosed = true;
            await Task.Run(writer.Dispose).ConfigureAwait(false);
            await owner.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    /// <summary>
    /// The lock goes with the process, however that ends. The empty file stays: removing it could take another's lock away.
    /// </summary>
    private static FileStream Own(string path)
    {
        string name = path + "-lock";
        try
        {
            return OpenPrivate(name, FileMode.OpenOrCreate);
        }
        catch (IOException inUse) when (File.Exists(name))
        {
            throw SqliteFailure.SecondWriter(path, inUse);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailure.Unreachable(path, error);
        }
    }

    private static FileStream OpenPrivate(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
