using Proximity.Cli.Configuration;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Filters.Fields;

namespace Proximity.Cli.Recordings;

/// <summary>Reads the filters of the command line.</summary>
internal static class FilterText
{
    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="source">The option that said it; null for an argument.</param>
    /// <param name="codings">The content codings that are known.</param>
    /// <param name="clock">What relative times are taken from.</param>
    /// <param name="lastSession">The session that <c>last</c> is; null when nobody knows.</param>
    /// <exception cref="ConfigurationException">The text is no filter.</exception>
    public static Filter Read(string text, string? source, ContentCodings codings, TimeProvider clock, Guid? lastSession = null)
    {
        var settings = new FilterSettings
        {
            FileFolder = Directory.GetCurrentDirectory(),
            MayReadAnyFile = true,
            Codings = codings,
            TimeProvider = clock,
            LastSession = lastSession,
        };
        return Filter.TryParse(text, settings, out var filter, out var errors)
            ? filter
            : throw new ConfigurationException($"{(source is null ? "" : $"{source}: ")}{string.Join(' ', errors)}");
    }

    /// <summary>Reads a filter for a recording; relative times of it are taken from the newest flow there.</summary>
    /// <exception cref="ConfigurationException">The text is no filter.</exception>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public static async Task<Filter?> ReadAsync(
        IEnumerable<string> words, FlowSource source, ContentCodings codings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var text = string.Join(' ', words);
        if (text.Length == 0)
        {
            return null;
        }

        var filter = Read(text, null, codings, clock);
        var newest = filter.Asks(FieldId.Time) ? await source.NewestAsync(cancellationToken).ConfigureAwait(false) : null;
        var session = filter.Asks(FieldId.Session) ? await source.LastSessionAsync(cancellationToken).ConfigureAwait(false) : null;
        return newest is null && session is null
            ? filter
            : Read(text, null, codings, newest is { } moment ? new NewestClock(moment, clock) : clock, session);
    }
}
