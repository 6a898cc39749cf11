using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>git's own CGI program behind an endpoint: the smart protocol, with requests and responses streamed.</summary>
public static class GitHttpBackend
{
    /// <summary><c>/git/…</c>: the repositories below this directory.</summary>
    public static void MapGit(this WebApplication application, string root)
        => application.Map("/git/{**path}", (HttpContext context) => RunAsync(context, root));

    private static async Task RunAsync(HttpContext context, string root)
    {
        var start = new ProcessStartInfo(Tool.Find("git"), "http-backend") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["GIT_PROJECT_ROOT"] = root;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["REQUEST_METHOD"] = context.Request.Method;
        start.Environment["PATH_INFO"] = "/" + context.Request.RouteValues["path"];
        start.Environment["QUERY_STRING"] = context.Request.QueryString.Value?.TrimStart('?');
        start.Environment["CONTENT_TYPE"] = context.Request.ContentType;
        start.Environment["HTTP_CONTENT_ENCODING"] = context.Request.Headers.ContentEncoding;
        start.Environment["GIT_PROTOCOL"] = context.Request.Headers["Git-Protocol"];
        using Process process = Process.Start(start)!;
        Task sending = SendAsync(context.Request.Body, process.StandardInput);
        await AnswerAsync(process.StandardOutput.BaseStream, context.Response);
        await sending;
        await process.WaitForExitAsync();
    }

    private static async Task SendAsync(Stream body, StreamWriter input)
    {
        await body.CopyToAsync(input.BaseStream);
        input.Close();
    }

    private static async Task AnswerAsync(Stream output, HttpResponse response)
    {
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            string[] field = line.Split(": ", 2);
            if (field[0] == "Status")
            {
                response.StatusCode = int.Parse(field[1].AsSpan(0, 3), CultureInfo.InvariantCulture);
            }
            else
            {
                response.Headers[field[0]] = field[1];
            }
        }

        await output.CopyToAsync(response.Body);
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new System.Text.StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
