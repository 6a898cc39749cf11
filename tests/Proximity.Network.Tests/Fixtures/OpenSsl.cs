using System.Diagnostics;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>openssl's own client.</summary>
public static class OpenSsl
{
    /// <summary>Sends this, and returns what comes back until the connection ends.</summary>
    public static Task<string> ClientAsync(string request, params string[] arguments) => RunAsync(request, ["-quiet", .. arguments]);

    /// <summary>The same with what openssl says of the handshake.</summary>
    public static Task<string> VerboseClientAsync(string request, params string[] arguments) => RunAsync(request, ["-ign_eof", .. arguments]);

    private static async Task<string> RunAsync(string request, string[] arguments)
    {
        using Process process = ProcessRunner.Start("openssl", ["s_client", .. arguments]);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(request);
            await process.StandardInput.FlushAsync();
            string output = await process.StandardOutput.ReadToEndAsync().WithinStep();
            Assert.True(output.Length > 0, await error.WithinStep());
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
