using Microsoft.Extensions.Logging;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Targets;
using Proximity.Telemetry;

namespace Proximity.Hosting;

/// <summary>Reads the options for parent proxies, or refuses the start. An address may hold a password: no message repeats it.</summary>
internal static class UpstreamBuilder
{
    /// <summary>The text that stands for no upstream proxy where null means another one.</summary>
    private const string Direct = "direct";

    /// <param name="options">The options.</param>
    /// <param name="problems">Collects what cannot be used.</param>
    /// <param name="logger">Gets a warning for each exception that cannot be read, where the lenient form was set.</param>
    public static UpstreamChoice Build(UpstreamOptions options, OptionProblems problems, ILogger logger)
    {
        UpstreamProxy? forRequests = Parse(options.ProxyValue, problems);
        UpstreamProxy? forTunnels = options.TunnelProxy switch
        {
            null => forRequests,
            Direct => null,
            _ => Parse(options.TunnelProxyValue, problems),
        };
        return new UpstreamChoice(forRequests, forTunnels, [.. ReadExceptions(options, problems, logger)]);
    }

    /// <summary>Only null means no upstream proxy: an empty text, from a variable that is not set, say, must not send everything out directly.</summary>
    private static UpstreamProxy? Parse(OptionValue<string?> option, OptionProblems problems)
    {
        if (option.Get() is not { } text)
        {
            return null;
        }

        if (UpstreamProxy.Parse(text) is { } upstream)
        {
            return upstream;
        }

        string reason = OtherScheme(text) is { } scheme
            ? $"Upstream proxies by {scheme}:// are not supported yet; those by http:// are"
            : "The upstream proxy is not host:port or http://user:password@host:port";
        problems.Add(option.NameInUse, reason, ErrorCodes.InvalidUpstreamProxy);
        return null;
    }

    private static List<NoProxyEntry> ReadExceptions(UpstreamOptions options, OptionProblems problems, ILogger logger)
    {
        var entries = new List<NoProxyEntry>();
        foreach (string entry in options.Exceptions ?? [])
        {
            if (NoProxyEntry.Parse(entry.AsSpan().Trim()) is { } read)
            {
                entries.Add(read);
            }
            else if (options.ExceptionsValue.IsStrict)
            {
                problems.Add(
                    options.ExceptionsValue.Member,
                    entry is null ? "An entry is null" : $"'{entry}' is no host, address, CIDR range or *, with :port or without",
                    value: entry);
            }
            else
            {
                Log.MeaninglessUpstreamException(logger, entry);
            }
        }

        return entries;
    }

    /// <summary>The scheme of a URL (RFC 3986 §3.1) when it is another one than http.</summary>
    private static string? OtherScheme(string text)
    {
        int end = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = end < 1 ? "" : text[..end].ToLowerInvariant();
        bool isScheme = scheme.Length is > 0 and < 16 && scheme.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.');
        return isScheme && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase) ? scheme : null;
    }
}
