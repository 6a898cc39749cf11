using Proximity.Flows;

namespace Proximity.Cli.Output;

/// <summary>What a line about a flow shows of it.</summary>
internal static class FlowLine
{
    /// <summary>The status the client got: of the proxy's own error answer, or of the response. Null when it got none.</summary>
    public static int? StatusOf(Flow flow) => flow.AnsweredStatus ?? flow.Response?.Status;

    /// <summary>
    /// The whole address, without user information: a request inside a tunnel, and one in origin form, names its host elsewhere.
    /// </summary>
    public static string UrlOf(Flow flow)
    {
        var url = flow.Request.Url;
        if (!url.StartsWith('/'))
        {
            return Printable.WithoutUserInformation(url);
        }

        if (flow.Tunnel is { } tunnel)
        {
            return flow.ClientTls is null ? $"http://{Without(tunnel, ":80")}{url}" : $"https://{Without(tunnel, ":443")}{url}";
        }

        return flow.Request.Headers["Host"] is { Length: > 0 } host ? $"http://{host}{url}" : url;
    }

    /// <summary>The media type of the response, without its parameters; null when there is none.</summary>
    public static string? ContentTypeOf(Flow flow)
        => flow.Response?.Headers["Content-Type"] is { } type && type.Split(';')[0].Trim() is { Length: > 0 } media ? media : null;

    private static string Without(string authority, string port)
        => authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
}
