using System.Globalization;

namespace Proximity.Load.Contestants;

/// <summary>A process and its descendants, read from <c>/proc</c>.</summary>
internal sealed class ProcessTree(int root)
{
    /// <summary>The unit of <c>/proc/PID/stat</c>: a hundredth of a second wherever Linux runs .NET.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of all of them, threads that have ended included.</summary>
    public double CpuSeconds => Members().Sum(id => Stat(id) is { } stat ? long.Parse(stat[11], CultureInfo.InvariantCulture) + long.Parse(stat[12], CultureInfo.InvariantCulture) : 0) / TicksPerSecond;

    public long ResidentKiB => Members().Sum(id => StatusKiB(id, "VmRSS:"));

    /// <summary>The most that was resident since the last <see cref="ResetPeak"/>.</summary>
    public long PeakKiB => Members().Sum(id => StatusKiB(id, "VmHWM:"));

    public int Descriptors => Members().Sum(id => Directory.GetFiles($"/proc/{id}/fd").Length);

    public void ResetPeak()
    {
        foreach (var id in Members())
        {
            File.WriteAllText($"/proc/{id}/clear_refs", "5");
        }
    }

    public IReadOnlyList<int> Members()
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Stat(id) is { } stat)
            {
                parents[id] = int.Parse(stat[1], CultureInfo.InvariantCulture);
            }
        }

        return [.. parents.Keys.Where(id => Descends(id, parents))];
    }

    private bool Descends(int id, Dictionary<int, int> parents)
    {
        while (id != root)
        {
            if (!parents.TryGetValue(id, out id))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The fields behind the name, which may hold anything; null when the process has ended meanwhile.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long StatusKiB(int id, string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
