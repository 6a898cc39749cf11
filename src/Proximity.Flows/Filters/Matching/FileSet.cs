using Proximity.Flows;

namespace Proximity.Filters.Matching;

/// <summary>
/// The values of a file. It is looked at again at most once a second, by the thread that asks then, and read again on the thread pool when
/// its length or time has changed; until it is read, and while it cannot be, the old values hold.
/// </summary>
internal sealed class FileSet : TextMatcher
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string path;
    private readonly Func<IReadOnlyList<string>, (TextMatcher? Matcher, string? Problem)> bind;
    private readonly TimeProvider clock;
    private TextMatcher matcher = new AnyOfMatcher([]);
    private (long Length, DateTime Written) seen;
    private long lastLook;
    private int isLooking;

    private FileSet(string path, Func<IReadOnlyList<string>, (TextMatcher? Matcher, string? Problem)> bind, TimeProvider clock)
    {
        this.path = path;
        this.bind = bind;
        this.clock = clock;
        lastLook = clock.GetTimestamp();
    }

    /// <summary>What is wrong with the file since it was last read well; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The reading under way, or the last one.</summary>
    internal Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Reads a file; null when it cannot be read, and says why.</summary>
    /// <param name="path">Which.</param>
    /// <param name="bind">Makes a matcher of its lines, or says what is wrong with them.</param>
    /// <param name="clock">Says when to look again.</param>
    /// <param name="problem">What is wrong.</param>
    public static FileSet? Open(
        string path, Func<IReadOnlyList<string>, (TextMatcher? Matcher, string? Problem)> bind, TimeProvider clock, out string? problem)
    {
        var set = new FileSet(path, bind, clock);
        set.Read();
        problem = set.Problem;
        return problem is null ? set : null;
    }

    public override bool Matches(ReadOnlySpan<char> text)
    {
        if (clock.GetElapsedTime(Volatile.Read(ref lastLook)) >= LookInterval)
        {
            LookAgain();
        }

        return Volatile.Read(ref matcher).Matches(text);
    }

    private void LookAgain()
    {
        if (Interlocked.Exchange(ref isLooking, 1) == 0)
        {
            Volatile.Write(ref lastLook, clock.GetTimestamp());
            Reading = Task.Run(() =>
            {
                Read();
                Volatile.Write(ref isLooking, 0);
            });
        }
    }

    private void Read()
    {
        try
        {
            var file = new FileInfo(path);
            (long Length, DateTime Written) now = (file.Length, file.LastWriteTimeUtc);
            if (now != seen)
            {
                Take(now);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = $"{path} cannot be read: {exception.Message}";
        }
    }

    private void Take((long Length, DateTime Written) now)
    {
        // A pipe would be waited for, and a device may have no end.
        (TextMatcher? fresh, string? wrong) = FileEntry.Of(path, followLinks: true).Kind != FileKind.File ? (null, "it is no plain file")
            : Lines() is { } lines ? bind(lines)
            : (null, $"it has more than {FilterLimits.MaxSetBytes} bytes");
        Problem = wrong is null ? null : $"{path}: {wrong}.";
        if (fresh is not null)
        {
            seen = now;
            Volatile.Write(ref matcher, fresh);
        }
    }

    /// <summary>The values; null when the file is too long. It may grow while it is read.</summary>
    private List<string>? Lines()
    {
        var lines = new List<string>();
        long length = 0;
        foreach (string line in File.ReadLines(path))
        {
            length += line.Length;
            if (length > FilterLimits.MaxSetBytes)
            {
                return null;
            }

            string value = line.Trim();
            if (value.Length > 0 && value[0] != '#')
            {
                lines.Add(value);
            }
        }

        return lines;
    }
}
