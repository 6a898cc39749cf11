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

    /// <exception cref="ProxyStartException">An option cannot be used.</exception>
    public static UpstreamChoice Build(ProxyOptions options, ILogger logger)
    {
        UpstreamProxy? forRequests = Parse(options.UpstreamProxy, nameof(options.UpstreamProxy));
        UpstreamProxy? forTunnels = options.UpstreamTunnelProxy switch
        {
            null => forRequests,
            Direct => null,
            var own => Parse(own, nameof(options.UpstreamTunnelProxy)),
        };
        return new UpstreamChoice(forRequests, forTunnels, [.. ReadExceptions(options.UpstreamExceptions ?? [], logger)]);
    }

    /// <summary>Only null means no upstream proxy: an empty text, from a variable that is not set, say, must not send everything out directly.</summary>
    private static UpstreamProxy? Parse(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        return UpstreamProxy.Parse(text) ?? throw Refused(option, OtherScheme(text) is { } scheme
            ? $"Upstream proxies by {scheme}:// are not supported yet; those by http:// are"
            : "The upstream proxy is not host:port or http://user:password@host:port");
    }

    private static IEnumerable<NoProxyEntry> ReadExceptions(IReadOnlyList<string> entries, ILogger logger)
    {
        foreach (string entry in entries)
        {
            if (NoProxyEntry.Parse(entry.AsSpan().Trim()) is { } read)
            {
                yield return read;
            }
            else
            {
                Log.MeaninglessUpstreamException(logger, entry);
            }
        }
    }

    private static ProxyStartException Refused(string option, string message)
        => new(ErrorCodes.InvalidUpstreamProxy, $"{message} (option {option}).") { OptionName = option };

    /// <summary>The scheme of a URL (RFC 3986 §3.1) when it is another one than http.</summary>
    private static string? OtherScheme(string text)
    {
        int end = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = end < 1 ? "" : text[..end].ToLowerInvariant();
        bool isScheme = scheme.Length is > 0 and < 16 && scheme.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.');
        return isScheme && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase) ? scheme : null;
    }
}
