using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Proximity.Stores.Spooling;

/// <summary>
/// A file of a spool: <c>NUMBER-MARK.flows</c>, the number in twelve digits and the mark in eight hexadecimal ones. Records are appended to
/// it in the run that made it, and only read in later ones. Not thread-safe.
/// </summary>
internal sealed class SpoolSegment : IDisposable
{
    public const long MaxNumber = 999_999_999_999;

    private const string Extension = ".flows";
    /// <summary>How often a file that cannot be read is tried.</summary>
    private const int MaxFailures = 5;

    private const int NumberDigits = 12;
    private const int MarkDigits = 8;

    private FileStream? file;

    /// <summary>The records, as far as they are known; null when the file has to be read for them.</summary>
    private List<SpoolFrame>? frames;

    /// <summary>Where the first record that is not delivered lies, and its number.</summary>
    private (int Offset, uint Ordinal) start;

    /// <summary>How many of <see cref="frames"/> are delivered.</summary>
    private int delivered;

    /// <summary>True until it has a file.</summary>
    private bool isNew;

    private int failureCount;

    private SpoolSegment(string path, long number, uint mark) => (Path, Number, Mark) = (path, number, mark);

    public string Path { get; }

    public long Number { get; }

    public uint Mark { get; }

    /// <summary>What the file takes, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>How many records wait in it.</summary>
    public int WaitingCount { get; private set; }

    /// <summary>The number of the next record that is appended.</summary>
    public uint NextOrdinal { get; private set; }

    /// <summary>The records that wait, the oldest first.</summary>
    /// <exception cref="InvalidOperationException">The segment is not loaded.</exception>
    public ReadOnlySpan<SpoolFrame> Waiting
        => CollectionsMarshal.AsSpan(frames ?? throw new InvalidOperationException("Not loaded."))[delivered..];

    /// <summary>True when the places of its records are known.</summary>
    public bool IsLoaded => frames is not null;

    private SafeFileHandle Handle
    {
        get
        {
            file ??= SpoolFolder.OpenPrivate(Path, isNew ? FileMode.CreateNew : FileMode.Open, FileShare.Read);
            isNew = false;
            return file.SafeFileHandle;
        }
    }

    /// <summary>The segment of a file; null when it is something else.</summary>
    public static SpoolSegment? Of(string path)
    {
        ReadOnlySpan<char> name = System.IO.Path.GetFileName(path.AsSpan());
        return name.Length == NumberDigits + 1 + MarkDigits + Extension.Length
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && name[NumberDigits] == '-'
            && long.TryParse(name[..NumberDigits], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && uint.TryParse(
                name.Slice(NumberDigits + 1, MarkDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint mark)
            ? new SpoolSegment(path, number, mark)
            : null;
    }

    /// <summary>A segment without a file, which is made when something is appended.</summary>
    public static SpoolSegment New(string folder, long number)
    {
        uint mark = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        string name = string.Create(CultureInfo.InvariantCulture, $"{number:D12}-{mark:x8}{Extension}");
        return new SpoolSegment(System.IO.Path.Combine(folder, name), number, mark) { frames = [], isNew = true };
    }

    /// <summary>Writes records behind the others.</summary>
    /// <param name="bytes">The records as they lie in the file.</param>
    /// <param name="lengths">The length of each, without its header.</param>
    /// <param name="write">Writes bytes at an offset.</param>
    /// <exception cref="IOException">They cannot be written; the segment is as it was.</exception>
    public void Append(ReadOnlySpan<byte> bytes, IReadOnlyList<int> lengths, SpoolWrite write)
    {
        Debug.Assert(frames is not null, "only the newest segment, which is loaded, is appended to");
        SafeFileHandle handle = Handle;
        try
        {
            write(handle, bytes, Length);
        }
        catch
        {
            CutBack(handle);
            throw;
        }

        int offset = (int)Length;
        foreach (int length in lengths)
        {
            frames.Add(new SpoolFrame(offset, length, NextOrdinal++));
            offset = frames[^1].End;
        }

        Length = offset;
        WaitingCount += lengths.Count;
    }

    /// <summary>An earlier run delivered a part of it.</summary>
    public void StartAt(SpoolPosition position) => start = (position.Offset, position.Ordinal);

    /// <summary>Reads where the records lie, and cuts off what was never finished.</summary>
    /// <returns>How many records are not whole.</returns>
    public int Load()
    {
        long length = RandomAccess.GetLength(Handle);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, Array.MaxLength));
        try
        {
            Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(length, Array.MaxLength));
            bytes = bytes[..ReadFully(bytes, 0)];
            SpoolScan scan = SpoolFrames.Scan(bytes, Mark, start.Offset, start.Ordinal);
            if (scan.End < length)
            {
                RandomAccess.SetLength(Handle, scan.End);
            }

            frames = [.. scan.Frames];
            (delivered, WaitingCount, Length) = (0, frames.Count, scan.End);
            return scan.DamagedCount;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Forgets where records lie and closes the file, until the segment is loaded again.</summary>
    public void Unload()
    {
        Debug.Assert(delivered == 0, "the segment that is delivered from stays loaded");
        frames = null;
        Dispose();
    }

    /// <summary>Reads bytes of it; how many that were.</summary>
    public int ReadFully(Span<byte> bytes, int offset)
    {
        int total = 0;
        while (total < bytes.Length && RandomAccess.Read(Handle, bytes[total..], offset + total) is > 0 and int read)
        {
            total += read;
        }

        return total;
    }

    /// <summary>The oldest records wait no longer.</summary>
    /// <returns>How far it is delivered.</returns>
    public SpoolPosition Deliver(int count)
    {
        Debug.Assert(count >= 0 && count <= WaitingCount, "what is delivered waited");
        delivered += count;
        WaitingCount -= count;
        if (count > 0)
        {
            SpoolFrame last = frames![delivered - 1];
            start = (last.End, last.Ordinal + 1);
        }

        return new SpoolPosition(Number, start.Offset, start.Ordinal);
    }

    /// <summary>Brings what was written onto the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(Handle);

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    /// <summary>True when the file is gone, or could not be read too often.</summary>
    public bool IsGivenUp(Exception error) => error is FileNotFoundException or DirectoryNotFoundException || ++failureCount >= MaxFailures;

    /// <summary>Gives the file a name under which no run looks for it: a person may have a way to read it.</summary>
    public void SetAside()
    {
        Dispose();
        try
        {
            File.Move(Path, Path + ".unreadable", overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is gone, or it is removed like one that was delivered.
        }
    }

    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    /// <summary>What was written in part goes: a later run would find records in it that count as lost.</summary>
    private void CutBack(SafeFileHandle handle)
    {
        try
        {
            RandomAccess.SetLength(handle, Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next records are written over it.
        }
    }
}
