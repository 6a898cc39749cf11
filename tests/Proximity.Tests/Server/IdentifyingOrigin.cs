using System.Net;
using System.Text;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>
/// Authenticates connections like an origin with NTLM: <c>FIRST</c> is answered with a challenge, <c>ANSWER</c> on the same connection
/// makes it alice's, and every response says whose
/// connection it came on. A request for <c>/close</c> is answered with <c>Connection: close</c>; <c>/end</c> ends the connection behind its
/// response without a word.
/// </summary>
internal sealed class IdentifyingOrigin : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Listener listener;
    private readonly Task run;
    private readonly List<TaskCompletionSource> ends = [];
    private readonly string scheme;

    public IdentifyingOrigin(MemoryNetwork network, string scheme = "NTLM")
    {
        this.scheme = scheme;
        listener = network.Listen(IPAddress.Loopback, 0);
        run = Task.Run(AcceptAsync);
    }

    public int Port => listener.EndPoint.Port;

    /// <summary>How many connections were made.</summary>
    public int Count
    {
        get
        {
            lock (ends)
            {
                return ends.Count;
            }
        }
    }

    /// <summary>Waits until a connection, by its number from 1, has ended.</summary>
    public Task EndOf(int number)
    {
        lock (ends)
        {
            return ends[number - 1].Task.WaitAsync(Limit);
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await run;
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        while (await listener.AcceptAsync() is { } wire)
        {
            lock (ends)
            {
                ends.Add(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                running.Add(ServeAsync(wire, ends.Count, ends[^1]));
            }
        }

        await Task.WhenAll(running).WaitAsync(Limit);
    }

    private async Task ServeAsync(Wire wire, int number, TaskCompletionSource end)
    {
        (string? who, bool isAsked) = (null, false);
        while (await Harness.ReadUntilAsync(wire, "\r\n\r\n") is { } head && head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            string token = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Authorization: ", StringComparison.Ordinal))?.Split(' ')[^1] ?? "";
            who = token == "ANSWER" && isAsked ? "alice" : who;
            isAsked |= token == "FIRST";
            string challenge = token == "FIRST" ? $"WWW-Authenticate: {scheme} CHALLENGE\r\n" : who is null ? $"WWW-Authenticate: {scheme}\r\n" : "";
            string close = head.Contains("/close", StringComparison.Ordinal) ? "Connection: close\r\n" : "";
            string body = $"{number} {who ?? "nobody"}";
            await wire.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {(challenge.Length > 0 ? "401 No" : "200 OK")}\r\n{challenge}{close}Content-Length: {body.Length}\r\n\r\n{body}"));
            if (close.Length > 0 || head.Contains("/end", StringComparison.Ordinal))
            {
                break;
            }
        }

        wire.Close();
        end.SetResult();
    }
}
